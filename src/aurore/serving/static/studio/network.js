// Réseau: the parts of models, attention head by head, the guess after each layer.

import { ask, calmly, find, make, number, percent, trying, visible, words } from "./common.js";
import { showMap } from "./map.js";
import "./neuron.js";

// ── Parts ──────────────────────────────────────────────────────────────────────────────────────

const label = (kind) => words(`part_${kind}`);

// [title, kinds with their sums] from the entrance to the exit.
function floors(parts) {
  const found = new Map();
  for (const { kind, layer, parameters } of parts) {
    const name = layer === null ? label(kind) : words("layer", { number: layer + 1 });
    if (!found.has(name)) found.set(name, new Map());
    const sums = found.get(name);
    sums.set(kind, (sums.get(kind) ?? 0) + parameters);
  }
  return [...found];
}

async function showModel(side) {
  const name = encodeURIComponent(find(`#model-${side}`).value);
  const { family, sizes, parts } = await ask(`/reseau/modele?nom=${name}`);
  find(`#sizes-${side}`).textContent = words("sizes", { family, ...sizes });
  const all = floors(parts);
  const most = Math.max(...all.map(([, kinds]) => [...kinds.values()].reduce((a, b) => a + b)));
  find(`#stack-${side}`).replaceChildren(...all.map(([title, kinds]) => {
    const bars = [...kinds].map(([kind, sum]) => {
      const bar = make("span", { class: `share ${kind}`, title: words("part_told", { kind: label(kind), parameters: sum }) });
      bar.style.width = `${(100 * sum) / most}%`;
      return bar;
    });
    const total = [...kinds.values()].reduce((a, b) => a + b);
    return make("div", { class: "floor" }, make("span", { class: "floor-name" }, title),
      make("span", { class: "shares" }, ...bars), make("span", { class: "value" }, number(total)));
  }));
  find(`#summary-${side} tbody`).replaceChildren(...parts.map((part) => make("tr", {},
    make("th", { scope: "row" }, part.name), make("td", {}, part.shape.join(" × ")),
    make("td", { class: "right" }, number(part.parameters)))));
}

// ── A sentence inside ──────────────────────────────────────────────────────────────────────────

let seen; // what the network did with the sentence
let head = [0, 0];
let chosen = 0;

const shares = (row) => seen.attention[head[0]][head[1]][row];

const CELL = 5; // pixels of a small picture, for each pair of tokens

// All that a head looks at, small: to see at a glance that each has its own way.
function thumbnail(rows) {
  const size = rows.length * CELL;
  const picture = make("canvas", { width: size, height: size, "aria-hidden": "true" });
  const pen = picture.getContext("2d");
  pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--heat");
  rows.forEach((row, down) => row.slice(0, down + 1).forEach((share, across) => {
    pen.globalAlpha = 0.06 + 0.94 * Math.sqrt(share);
    pen.fillRect(across * CELL, down * CELL, CELL - 1, CELL - 1);
  }));
  return picture;
}

function showHeads() {
  const gallery = find("#heads");
  gallery.style.setProperty("--heads", seen.attention[0].length);
  gallery.replaceChildren(...seen.attention.flatMap((heads, layer) => heads.map((rows, index) => make("button", {
    type: "button", class: "head", "aria-pressed": String(layer === head[0] && index === head[1]),
    "aria-label": words("head_name", { layer: layer + 1, head: index + 1 }),
    click: ({ currentTarget }) => {
      head = [layer, index];
      for (const button of gallery.children) button.setAttribute("aria-pressed", String(button === currentTarget));
      showAttention();
    },
  }, thumbnail(rows), make("span", { class: "value" }, `${layer + 1}.${index + 1}`)))));
}

function showSentence() {
  find("#attended").replaceChildren(...seen.tokens.map((token, index) => make("button", {
    type: "button", class: "attend", mouseenter: () => choose(index), focus: () => choose(index), click: () => choose(index),
  }, visible(token))));
}

function choose(index) {
  chosen = index;
  const row = shares(index);
  [...find("#attended").children].forEach((button, place) => {
    button.style.setProperty("--share", place <= index ? row[place] : 0);
    button.classList.toggle("chosen", place === index);
  });
  const best = row.map((share, place) => [share, place]).filter(([share]) => share > 0.05).sort((a, b) => b[0] - a[0]).slice(0, 4);
  const beginning = seen.to_beginning[head[0]][head[1]][index];
  const told = best.map(([share, place]) => words("quoted", { token: seen.tokens[place].trim(), p: percent(share) }));
  if (beginning > 0.05) told.push(words("from_beginning", { p: percent(beginning) }));
  find("#attended-told").textContent = words("takes", { token: seen.tokens[index].trim(), from: told.join(", ") || words("none") });
}

function showAttention() {
  const cells = seen.tokens.map((token, row) => make("tr", {}, make("th", { scope: "row", lang: "fr" }, visible(token)),
    ...seen.tokens.map((_, place) => {
      const share = place <= row ? shares(row)[place] : null;
      const cell = make("td", share === null ? {} : { title: words("looks", { token, other: seen.tokens[place], p: percent(share) }) });
      if (share !== null) cell.style.setProperty("--share", Math.sqrt(share));
      return cell;
    })));
  find("#matrix").replaceChildren(make("caption", {}, words("attention_of", { layer: head[0] + 1, head: head[1] + 1 })), make("tbody", {}, ...cells));
  choose(Math.min(chosen, seen.tokens.length - 1));
}

function showGuesses() {
  const final = seen.guesses.at(-1)[0].text;
  find("#lens").replaceChildren(make("tbody", {}, ...seen.guesses.map((guesses, layer) => make("tr", {},
    make("th", { scope: "row" }, layer ? words("after_layer", { number: layer }) : words("before_layers")),
    ...guesses.map(({ text, p }) => {
      const cell = make("td", { lang: "fr", class: text === final ? "final" : null }, visible(text), make("span", { class: "value" }, percent(p)));
      cell.style.setProperty("--share", p);
      return cell;
    })))));
}

const look = () => trying(async () => {
  const text = find("#sentence").value;
  if (!text.trim()) return;
  const found = await ask("/reseau/regarder", { text, model: find("#looked").value });
  if (find("#sentence").value !== text) return;
  seen = found;
  if (!seen.attention[head[0]]?.[head[1]]) head = [0, 0];
  chosen = seen.tokens.length - 1;
  showHeads();
  showSentence();
  showAttention();
  showGuesses();
});

for (const side of ["one", "two"].filter((side) => find(`#model-${side}`))) {
  find(`#model-${side}`).addEventListener("change", () => trying(() => showModel(side)));
  trying(() => showModel(side));
}
find("#sentence").addEventListener("input", calmly(look, 250));
find("#looked").addEventListener("change", () => { look(); showMap(); });
look();
showMap();
