// A chart of lines, drawn as SVG: axes, a legend, and a reading of the values under the pointer.

import { make, number } from "./common.js";

const WIDE = [900, 360];
const NARROW = [460, 320]; // on a phone, where the letters of the other would be too small
const BOX = { left: 62, right: 14, top: 14, bottom: 44 };

function ticks(low, high, count) {
  const rough = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough);
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high + step / 1e6; value += step) found.push(value);
  return { found, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

const nearest = (points, here) => points.reduce((best, point) => (
  Math.abs(point[0] - here) < Math.abs(best[0] - here) ? point : best))[1];

// `series`: [{name, points: [[x, y]], dashed, kind}]; `kind` numbers the colour.
export function lines(target, series, { x: xName, y: yName, title }) {
  const [width, height] = target.clientWidth < 560 ? NARROW : WIDE;
  const points = series.flatMap((one) => one.points);
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y).sort((a, b) => a - b);
  const high = ys[Math.floor(ys.length * 0.985)] ?? 1;
  const low = ys[0] ?? 0;
  const most = Math.max(...xs, 1e-3);
  const margin = (high - low) * 0.06 || 0.1;
  const top = high + margin;
  const bottom = low < 0 ? low - margin : Math.max(0, low - margin); // no error below zero
  const x = (value) => BOX.left + (value / most) * (width - BOX.left - BOX.right);
  const y = (value) => BOX.top + ((top - Math.min(value, top)) / (top - bottom)) * (height - BOX.top - BOX.bottom);
  const across = ticks(0, most, width / 150);
  const up = ticks(bottom, top, 5);
  const grid = [
    ...up.found.flatMap((value) => [
      make("line", { x1: BOX.left, x2: width - BOX.right, y1: y(value), y2: y(value), class: "grid" }),
      make("text", { x: BOX.left - 8, y: y(value) + 5, "text-anchor": "end" }, number(value, up.digits))]),
    ...across.found.map((value) => make("text", { x: x(value), y: height - 24, "text-anchor": "middle" }, number(value, across.digits))),
    make("text", { x: (width + BOX.left) / 2, y: height - 5, "text-anchor": "middle", class: "axis-name" }, xName),
    make("text", { x: 14, y: (height - BOX.bottom) / 2, transform: `rotate(-90 14 ${(height - BOX.bottom) / 2})`, "text-anchor": "middle", class: "axis-name" }, yName),
  ];
  const drawn = series.map((one) => make("g", { class: `line k${one.kind % 6}${one.dashed ? " dashed" : ""}` },
    make("polyline", { points: one.points.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(" ") }),
    ...(one.dashed ? [] : one.points.map(([a, b]) => make("circle", { cx: x(a).toFixed(1), cy: y(b).toFixed(1), r: 4 })))));
  const reading = make("p", { class: "reading", "aria-hidden": "true" });
  const mark = make("line", { y1: BOX.top, y2: height - BOX.bottom, class: "mark" });
  const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, class: "chart", role: "img", "aria-label": title }, ...grid, mark, ...drawn);
  svg.addEventListener("pointermove", (event) => {
    const place = ((event.clientX - svg.getBoundingClientRect().left) / svg.clientWidth) * width;
    const wanted = ((place - BOX.left) / (width - BOX.left - BOX.right)) * most;
    const here = Math.max(0, Math.min(most, wanted));
    mark.setAttribute("x1", x(here));
    mark.setAttribute("x2", x(here));
    reading.textContent = [`${xName} ${number(here, across.digits + 1)}`,
      ...series.map((one) => `${one.name} ${number(nearest(one.points, here), 3)}`)].join(" · ");
  });
  const legend = make("ul", { class: "chart-legend" }, ...series.map((one) => make("li", { class: `k${one.kind % 6}${one.dashed ? " dashed" : ""}` }, one.name)));
  target.replaceChildren(svg, legend, reading);
}
