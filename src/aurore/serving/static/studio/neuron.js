// One artificial neuron to play with: inputs times weights, minus a threshold, through an activation.

import { find, make, number, words } from "./common.js";

const INPUTS = [1, 2, 3];
const ACTIVATIONS = {
  step: (x) => (x >= 0 ? 1 : 0),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  relu: (x) => Math.max(0, x),
  silu: (x) => x / (1 + Math.exp(-x)),
};
const read = (id) => Number(find(`#${id}`).value);

function curve(activation, sum) {
  const at = (x) => [365 + x * 11, 62 - activation(x) * 14];
  const points = Array.from({ length: 61 }, (_, i) => at((i - 30) / 10).map((v) => v.toFixed(1)).join(","));
  const [x, y] = at(Math.max(-3, Math.min(3, sum)));
  return make("g", { class: "curve" }, make("line", { x1: 328, x2: 402, y1: 62, y2: 62, class: "axis" }),
    make("polyline", { points: points.join(" ") }), make("circle", { cx: x, cy: y, r: 4, class: "spot" }));
}

function draw(values, weights, sum, out, activation) {
  const lines = INPUTS.flatMap((n, i) => {
    const y = 45 + 80 * i;
    const weight = weights[i];
    return [
      make("line", { x1: 92, y1: y, x2: 196, y2: 125, class: weight < 0 ? "against" : "for", "stroke-width": 1 + 4 * Math.abs(weight) }),
      make("circle", { cx: 72, cy: y, r: 24, class: "input", "fill-opacity": 0.15 + 0.75 * values[i] }),
      make("text", { x: 72, y: y + 6, "text-anchor": "middle" }, number(values[i], 1)),
      make("text", { x: 134, y: y + (i === 2 ? 14 : i === 0 ? -2 : -6), "text-anchor": "middle", class: "small" }, `× ${number(weight, 1)}`),
    ];
  });
  const body = [
    make("circle", { cx: 220, cy: 125, r: 34, class: "body" }),
    make("text", { x: 220, y: 131, "text-anchor": "middle" }, `Σ ${number(sum, 1)}`),
    make("line", { x1: 254, y1: 125, x2: 330, y2: 125, class: "for", "stroke-width": 1 + 4 * Math.min(1, Math.abs(out)) }),
    make("circle", { cx: 362, cy: 125, r: 30, class: "input", "fill-opacity": 0.1 + 0.8 * Math.max(0, Math.min(1, out)) }),
    make("text", { x: 362, y: 131, "text-anchor": "middle" }, number(out, 2)),
  ];
  const title = find("#art-title");
  find("#artificial").replaceChildren(title, ...lines, ...body, curve(activation, sum));
}

function update() {
  const values = INPUTS.map((n) => read(`x${n}`));
  const weights = INPUTS.map((n) => read(`w${n}`));
  const threshold = read("threshold");
  const activation = ACTIVATIONS[find("#activation").value];
  const sum = values.reduce((total, value, i) => total + value * weights[i], 0) - threshold;
  const out = activation(sum);
  for (const field of document.querySelectorAll("#neuron-fields input")) {
    find(`#${field.id}-value`).textContent = number(Number(field.value), 1);
  }
  draw(values, weights, sum, out, activation);
  const terms = values.map((value, i) => `${number(value, 1)} × ${number(weights[i], 1)}`).join(" + ");
  find("#neuron-answer").textContent = `${terms} − ${number(threshold, 1)} = ${number(sum, 2)}. `
    + words("output", { out: number(out, 2) }) + " " + words(out >= 0.5 ? "fires" : "silent");
}

find("#neuron-fields").addEventListener("input", update);
update();
