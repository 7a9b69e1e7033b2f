// Jetons: a text cut as it is typed, the merges of a word, vocabularies learned on the spot.

import { lines } from "./chart.js";
import { ask, calmly, find, make, number, say, trying, visible, words } from "./common.js";

const SIDES = ["left", "right"];
const COLOURS = 5; // of the page's style

async function cut(side) {
  const text = find("#text").value;
  const found = await ask("/jetons/couper", { text, tokenizer: find(`#who-${side}`).value });
  if (find("#text").value !== text) return;
  find(`#figures-${side}`).textContent = words("figures", {
    tokens: found.tokens.length,
    words: found.words,
    ratio: found.per_word === null ? "—" : number(found.per_word, 2),
    vocabulary: found.vocabulary,
  });
  find(`#tokens-${side}`).replaceChildren(...found.tokens.flatMap(chip));
}

// A token: its letters, its number under them. A line ends where the text's does.
function chip({ id, text }, index) {
  const shown = make("span", { class: `token t${index % COLOURS}`, title: id },
    make("span", { class: "letters" }, text ? visible(text) : "·"), make("span", { class: "id" }, String(id)));
  return text.includes("\n") ? [shown, make("br")] : [shown];
}

async function merges(side) {
  const word = find("#word").value.trim();
  const list = find(`#merges-${side}`);
  if (!word) return list.replaceChildren(make("li", {}, words("no_word")));
  const { steps } = await ask("/jetons/fusions", { word, tokenizer: find(`#who-${side}`).value });
  return list.replaceChildren(...steps.map((step) => make("li", {},
    ...step.pieces.map((piece, index) => make("span", { class: `token${index === step.made ? " made" : ""}` }, visible(piece))),
    make("span", { class: "hint" }, step.rank === null ? words("bytes_step") : words("step", { rank: number(step.rank) })))));
}

const cutAll = calmly(() => trying(() => Promise.all(SIDES.map(cut))), 60);
const mergeAll = calmly(() => trying(() => Promise.all(SIDES.map(merges))), 120);

const trials = []; // [size, tokens a word]

function showTrial(found) {
  find("#trials").hidden = false;
  find("#trials tbody").append(make("tr", {}, make("td", {}, number(found.vocabulary)),
    make("td", {}, number(found.per_word, 3)), make("td", {}, number(found.seconds, 1))));
  trials.push([found.vocabulary, found.per_word]);
  trials.sort(([a], [b]) => a - b);
  lines(find("#trials-chart"), [{ name: words("per_word"), points: trials, kind: 0 }],
    { x: words("size"), y: words("per_word"), title: words("curve") });
}

async function train(event) {
  event.preventDefault();
  const button = event.target.querySelector("button");
  button.disabled = true;
  say(words("training"));
  await trying(async () => {
    const found = await ask("/jetons/entrainer", { vocab_size: Number(find("#size").value) });
    for (const side of SIDES) {
      const select = find(`#who-${side}`);
      if (![...select.options].some((option) => option.value === found.name)) {
        select.append(make("option", { value: found.name }, words("trial", { size: found.vocabulary })));
      }
    }
    find("#who-right").value = found.name;
    showTrial(found);
    say(words("trained", { size: found.vocabulary, ratio: found.per_word }));
    cutAll();
    mergeAll();
  });
  button.disabled = false;
}

find("#text").addEventListener("input", cutAll);
find("#word").addEventListener("input", mergeAll);
find("#ids").addEventListener("change", ({ target }) => document.body.classList.toggle("with-ids", target.checked));
find("#trial").addEventListener("submit", train);
for (const side of SIDES) {
  find(`#who-${side}`).addEventListener("change", () => { cutAll(); mergeAll(); });
}
cutAll();
mergeAll();
