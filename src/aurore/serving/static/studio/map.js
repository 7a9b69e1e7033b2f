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

const SIZE = 20; // of a letter, in the units of the drawing
let points = []; // [{word, x, y}], the frequent words first

// Which words are written out: the wanted ones, then the frequent ones that hide no other.
function written(wanted) {
  const boxes = [];
  const free = (box) => boxes.every((other) => box.right < other.left || other.right < box.left
    || box.bottom < other.top || other.bottom < box.top);
  const order = [...points].sort((a, b) => wanted.has(b.word) - wanted.has(a.word));
  return new Set(order.filter(({ word, x, y }) => {
    const half = word.length * SIZE * 0.23 + 4;
    const box = { left: x - half, right: x + half, top: y - SIZE, bottom: y + 4 };
    if (!free(box)) return false;
    boxes.push(box);
    return true;
  }).map(({ word }) => word));
}

function draw(chosen, near) {
  const shown = written(new Set([chosen, ...near]));
  const pick = (word) => () => { find("#word").value = word; neighbours(); };
  find("#map-drawing").replaceChildren(...points.map(({ word, x, y }) => {
    const kind = word === chosen ? "chosen" : near.includes(word) ? "near" : null;
    return shown.has(word)
      ? make("text", { x, y, "text-anchor": "middle", lang: "fr", class: kind, click: pick(word) }, word)
      : make("circle", { cx: x, cy: y - 6, r: 4, click: pick(word) }, make("title", { lang: "fr" }, word));
  }));
  const place = points.find(({ word }) => word === chosen); // on a phone the map is wider than the page
  const area = find(".map-area");
  if (place) area.scrollLeft = (area.scrollWidth * place.x) / WIDTH - area.clientWidth / 2;
}

async function map() {
  const { words: found, share } = await ask(`/reseau/mots?carte&nom=${encodeURIComponent(find("#looked").value)}`);
  const x = scale(found.map((word) => word.x), WIDTH);
  const y = scale(found.map((word) => word.y), HEIGHT);
  points = found.map((word) => ({ word: word.word, x: Math.round(x(word.x)), y: Math.round(y(word.y)) }));
  find("#map-share").textContent = words("map_share", { share: percent(share) });
  draw("", []);
}

const neighbours = () => trying(async () => {
  const word = find("#word").value.trim();
  if (!word) return;
  const query = new URLSearchParams({ mot: word, nom: find("#looked").value });
  const { neighbours: found } = await ask(`/reseau/mots?${query}`);
  const table = find("#neighbours");
  table.querySelector("caption").textContent = words("near", { word });
  table.querySelector("tbody").replaceChildren(...found.map((one) => {
    const bar = make("span", { class: "bar after" });
    bar.style.width = `${Math.max(0, one.cosine) * 100}%`;
    return make("tr", {}, make("th", { scope: "row", lang: "fr" }, one.word), make("td", { class: "bar-cell" }, bar),
      make("td", {}, number(one.cosine, 2)));
  }));
  draw(word, found.map((one) => one.word));
});

export const showMap = () => trying(async () => { await map(); await neighbours(); });

find("#word").addEventListener("input", calmly(neighbours, 250));
