// The sliders of the desk, and the picture of what they do to the chances of the next token.

import { ask, calmly, find, make, number, percent, trying, visible, words } from "./common.js";

const NAMES = ["temperature", "top_p", "top_k", "repetition_penalty", "tokens"];
const DIGITS = { temperature: 2, top_p: 2, top_k: 0, repetition_penalty: 2, tokens: 0 };

// The settings as the API wants them.
export function settings() {
  const found = Object.fromEntries(NAMES.map((name) => [name, Number(find(`#${name}`).value)]));
  const seed = find("#seed").value.trim();
  return /^\d+$/.test(seed) ? { ...found, seed: Number(seed) } : found;
}

function show(name) {
  const value = Number(find(`#${name}`).value);
  find(`#${name}-value`).textContent = name === "top_k" && !value ? words("unlimited") : number(value, DIGITS[name]);
}

// The bar leaves room in its cell for the figure at its end.
function bar(token, widest) {
  const width = (p) => `${Math.max((58 * p) / widest, 0.5)}%`;
  const row = make("tr", {}, make("th", { scope: "row", lang: "fr" }, visible(token.text)));
  for (const [kind, p] of [["before", token.before], ["after", token.after]]) {
    const line = make("span", { class: `bar ${kind}` });
    line.style.width = p ? width(p) : "0";
    row.append(make("td", { class: kind }, line, make("span", { class: "value" }, p ? percent(p) : "—")));
  }
  return row;
}

function draw(found) {
  const widest = Math.max(...found.tokens.flatMap((token) => [token.before, token.after]));
  const area = find("#chances");
  const { before, after } = area.dataset;
  const head = make("tr", {}, make("td"), make("th", { scope: "col" }, before), make("th", { scope: "col" }, after));
  area.replaceChildren(make("table", {}, make("thead", {}, head), make("tbody", {}, ...found.tokens.map((t) => bar(t, widest)))));
  const all = found.left === found.vocabulary;
  find("#left").textContent = words(all ? "all_left" : "left", { left: found.left, all: found.vocabulary });
}

let asked;

// Begins: `prompt` gives the words before the cursor. Returns what redraws the picture.
export function startSettings(prompt) {
  const redraw = calmly(() => trying(async () => {
    const words = prompt();
    if (!words.trim() || !find(".settings").open) return;
    asked?.abort();
    asked = new AbortController();
    const { temperature, top_p, top_k } = settings();
    draw(await ask("/ecrire/chances", { prompt: words, temperature, top_p, top_k }, asked.signal));
  }), 120);
  for (const name of NAMES) {
    find(`#${name}`).addEventListener("input", () => {
      show(name);
      if (name !== "tokens") redraw();
    });
    show(name);
  }
  find(".settings").addEventListener("toggle", redraw);
  return redraw;
}
