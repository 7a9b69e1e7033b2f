// Mesurer: distances, surprise, the authors' tree, the tables of `evaluate` and the curve of copies.

import { lines } from "./chart.js";
import { ask, calmly, find, make, number, percent, say, trying, words } from "./common.js";

// ── Distances ──────────────────────────────────────────────────────────────────────────────────

const compare = () => trying(async () => {
  const texts = [...document.querySelectorAll(".version")].map((field) => field.value).filter((text) => text.trim());
  const { rows } = await ask("/mesurer/distances", { texts });
  const names = texts.slice(1).map((_, index) => make("th", { scope: "col", class: "right" }, words("version", { number: index + 2 })));
  const table = find("#distances");
  table.hidden = false;
  table.querySelector("thead").replaceChildren(make("tr", {}, make("td"), ...names));
  table.querySelector("tbody").replaceChildren(...rows.map(({ name, sees, values }) => {
    const told = values.slice(-texts.length + 1);
    const most = Math.max(...told, 1e-9);
    return make("tr", {}, make("th", { scope: "row" }, name, make("span", { class: "hint block" }, sees)),
      ...told.map((value) => {
        const bar = make("span", { class: "bar after" });
        bar.style.width = `${Math.max(0, (100 * value) / most)}%`;
        return make("td", { class: "right" }, number(value, 3), bar);
      }));
  }));
});

// ── Surprise ───────────────────────────────────────────────────────────────────────────────────

const level = (p) => (p >= 0.5 ? 4 : p >= 0.1 ? 3 : p >= 0.01 ? 2 : p >= 0.001 ? 1 : 0);

const surprise = calmly(() => trying(async () => {
  const text = find("#surprising").value;
  if (!text.trim()) return;
  const found = await ask("/api/score", { text });
  if (find("#surprising").value !== text) return;
  find("#heat").replaceChildren(...found.tokens.map((token) => make("span",
    { class: `c${level(token.probability)}`, title: `${percent(token.probability)}, ${words("bits_token", { bits: -Math.log2(token.probability) })}` },
    token.text)));
  find("#score").textContent = words("told_score", {
    bits: found.bits_per_byte, tokens: found.tokens.length, perplexity: found.perplexity,
  });
}), 250);

// ── Authors ────────────────────────────────────────────────────────────────────────────────────

// The tree on its side: what joins last on the left.
function drawTree(tree) {
  const leaves = [];
  const walk = (node) => {
    if (!node.parts) { leaves.push(node.name); return { y: leaves.length * 26, height: 0 }; }
    const parts = node.parts.map(walk);
    return { parts, height: node.height, y: (parts[0].y + parts[1].y) / 2 };
  };
  const root = walk(tree);
  const x = (height) => 20 + 330 * (1 - height / root.height);
  const shapes = [];
  const join = (node) => {
    for (const part of node.parts ?? []) {
      shapes.push(make("path", { d: `M${x(node.height)} ${node.y} V${part.y} H${x(part.height)}` }));
      join(part);
    }
  };
  join(root);
  const names = leaves.map((name, index) => make("text", { x: 358, y: (index + 1) * 26 + 6, class: name === "✒" ? "own" : null }, name === "✒" ? words("yours") : name));
  return make("svg", { viewBox: `0 0 640 ${(leaves.length + 1) * 26}`, class: "tree", role: "img", "aria-label": words("tree_of") }, ...shapes, ...names);
}

const attribute = () => trying(async () => {
  const found = await ask("/mesurer/auteurs", { text: find("#manner").value });
  find("#authors").hidden = false;
  const most = Math.max(...found.nearest.map((one) => one.distance));
  find("#nearest tbody").replaceChildren(...found.nearest.slice(0, 8).map(({ author, distance }) => {
    const bar = make("span", { class: "bar after" });
    bar.style.width = `${(100 * distance) / most}%`;
    return make("tr", {}, make("th", { scope: "row" }, author), make("td", { class: "bar-cell" }, bar), make("td", { class: "right" }, number(distance, 2)));
  }));
  find("#tree").replaceChildren(drawTree(found.tree));
  say(found.is_short ? words("short", { words: found.words }) : "");
});

const letWrite = () => trying(async () => {
  find("#machine").disabled = true;
  try {
    const { prompt, text } = await ask("/api/generate", { prompt: words("opening"), tokens: 900 });
    find("#manner").value = prompt + text;
    await attribute();
  } finally {
    find("#machine").disabled = false;
  }
});

// ── Evaluations ────────────────────────────────────────────────────────────────────────────────

function show({ model, text, scores, copies }) {
  const most = Math.max(...scores.map((score) => score.bits));
  const rows = scores.map((score) => {
    const bar = make("span", { class: `bar ${score.key === "model" ? "after" : "before"}` });
    bar.style.width = `${(100 * score.bits) / most}%`;
    const around = score.interval ? [" ", make("span", { class: "interval" }, words("interval", { low: score.interval[0], high: score.interval[1] }))] : [];
    return make("tr", {}, make("th", { scope: "row" }, score.name), make("td", { class: "bar-cell" }, bar), make("td", { class: "right" }, number(score.bits, 3), ...around));
  });
  const told = copies ? words("copies_told", { rate: copies.written.per_thousand, real: copies.real.per_thousand, longest: copies.written.longest }) : "";
  return make("article", { class: "evaluation" }, make("h3", {}, `${model} · ${text}`),
    make("table", {}, make("tbody", {}, ...rows)), make("p", {}, told), make("div", { class: "copy-curve" }));
}

// Drawn where it stands: a chart has the size of its place.
function drawCopies(area, copies) {
  if (!copies?.by_temperature.length) return;
  const points = (value) => copies.by_temperature.map((row) => [row.temperature, value(row)]);
  lines(area, [{ name: words("written"), points: points((row) => row.per_thousand), kind: 0 },
    { name: words("real"), points: points(() => copies.real.per_thousand), dashed: true, kind: 1 }],
  { x: words("temperature"), y: words("per_thousand"), title: words("curve_title") });
}

const EVERY = 1500; // milliseconds between two looks at an examination
let going = false;

async function look() {
  const { work, evaluations } = await ask("/mesurer/evaluations");
  if (work.state === "running") {
    say(words("evaluating", { name: work.title }));
    going = true;
  } else if (going) {
    going = false;
    say(words(work.state === "done" ? "evaluated" : "failed", { name: work.title }), work.state !== "done");
    find("#said").hidden = work.state === "done";
    find("#said").textContent = work.said;
  }
  find("#evaluations").replaceChildren(...(evaluations.length ? evaluations.map(show) : [make("p", { class: "hint" }, words("no_evaluation"))]));
  document.querySelectorAll(".copy-curve").forEach((area, index) => drawCopies(area, evaluations[index].copies));
}

async function watch() {
  await trying(look);
  if (going) setTimeout(watch, EVERY);
}

find("#compare").addEventListener("click", compare);
find("#surprising").addEventListener("input", surprise);
find("#attribute").addEventListener("click", attribute);
find("#machine").addEventListener("click", letWrite);
find("#evaluate")?.addEventListener("submit", (event) => {
  event.preventDefault();
  trying(async () => { await ask("/mesurer/evaluer", { name: find("#run").value }); going = true; await watch(); });
});
surprise();
watch();
