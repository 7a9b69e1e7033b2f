// The map of words: those that the network uses alike lie near each other.

import { ask, calmly, find, make, number, percent, trying, words } from "./common.js";

const WIDTH = 1000;
const HEIGHT = 640;
const EDGE = 60;

function scale(values, size) {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[Math.floor(sorted.length * 0.01)];
  const high = sorted[Math.floor(sorted.length * 0.99)];
  return (value) => EDGE + ((Math.max(low, Math.min(high, value)) - low) / (high - low)) * (size - 2 * EDGE);
}

async function map() {
  const { words: found, share } = await ask(`/reseau/mots?carte&nom=${encodeURIComponent(find("#looked").value)}`);
  const x = scale(found.map((word) => word.x), WIDTH);
  const y = scale(found.map((word) => word.y), HEIGHT);
  find("#map-share").textContent = words("map_share", { share: percent(share) });
  find("#map-drawing").replaceChildren(...found.map((word) => make("text", {
    x: x(word.x).toFixed(0), y: y(word.y).toFixed(0), "text-anchor": "middle", lang: "fr", "data-word": word.word,
    click: () => { find("#word").value = word.word; neighbours(); },
  }, word.word)));
}

const neighbours = () => trying(async () => {
  const word = find("#word").value.trim();
  if (!word) return;
  const query = new URLSearchParams({ mot: word, nom: find("#looked").value });
  const { neighbours: found } = await ask(`/reseau/mots?${query}`);
  const table = find("#neighbours");
  table.querySelector("caption").textContent = words("near", { word });
  const near = new Set([word, ...found.map((one) => one.word)]);
  table.querySelector("tbody").replaceChildren(...found.map((one) => {
    const bar = make("span", { class: "bar after" });
    bar.style.width = `${Math.max(0, one.cosine) * 100}%`;
    return make("tr", {}, make("th", { scope: "row", lang: "fr" }, one.word), make("td", { class: "bar-cell" }, bar),
      make("td", {}, number(one.cosine, 2)));
  }));
  for (const text of find("#map-drawing").children) {
    text.classList.toggle("near", near.has(text.dataset.word));
    text.classList.toggle("chosen", text.dataset.word === word);
  }
});

export const showMap = () => trying(async () => { await map(); await neighbours(); });

find("#word").addEventListener("input", calmly(neighbours, 250));
