// « Chien ou chat ? »: one neuron of 64 weights learns from drawings while one looks, and judges one's own.

import { ask, find, make, number, say, trying, words } from "/static/studio/common.js";

const SIDE = 8;
const CELLS = SIDE * SIDE;
const RATE = 0.1;
const PACE = 40; // milliseconds a drawing: slow enough to see, fast enough for a room
const DOG = "chien";

const neuron = { weights: new Array(CELLS).fill(0), bias: 0, epochs: 0 };
let drawings = { course: [], exam: [] };
let busy = false;
const own = new Array(CELLS).fill(0);

const cells = (text) => [...text.replaceAll("/", "")].map((sign) => Number(sign === "#"));
const sum = (inputs) => inputs.reduce((total, input, i) => total + input * neuron.weights[i], neuron.bias);
const isDog = (inputs) => sum(inputs) > 0;
const right = (some) => some.filter(({ inputs, dog }) => isDog(inputs) === dog).length;

function learn({ inputs, dog }) {
  const error = Number(dog) - Number(isDog(inputs));
  if (error) {
    inputs.forEach((input, i) => { neuron.weights[i] += RATE * error * input; });
    neuron.bias += RATE * error;
  }
  return error;
}

// Eight by eight squares, `value` from −1 (against) to 1 (for).
function squares(target, values) {
  target.replaceChildren(target.querySelector("title"), ...values.map((value, i) => make("rect", {
    x: (i % SIDE) * 10, y: Math.floor(i / SIDE) * 10, width: 9.4, height: 9.4,
    class: value < 0 ? "cat" : "dog", "fill-opacity": Math.min(1, Math.abs(value)).toFixed(2) })));
}

function show(looked) {
  const most = Math.max(...neuron.weights.map(Math.abs), RATE);
  squares(find("#weights"), neuron.weights.map((weight) => weight / most));
  if (looked) squares(find("#looked"), looked.inputs);
  find("#course-score").textContent = words("score", { right: right(drawings.course), count: drawings.course.length });
  find("#exam-score").textContent = words("score", { right: right(drawings.exam), count: drawings.exam.length });
  judge();
}

function judge() {
  const answer = find("#own-answer");
  if (!own.some(Boolean)) answer.textContent = words("empty");
  else if (!neuron.epochs) answer.textContent = words("ignorant");
  else answer.textContent = words(isDog(own) ? "says_dog" : "says_cat", { sum: number(sum(own), 1) });
}

const wait = (time) => new Promise((done) => { setTimeout(done, time); });

async function train(epochs) {
  if (busy) return;
  busy = true;
  const pace = matchMedia("(prefers-reduced-motion: reduce)").matches || epochs > 1 ? 0 : PACE;
  let mistakes = 0;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    mistakes = 0;
    for (const drawing of drawings.course) {
      mistakes += Math.abs(learn(drawing));
      if (pace) { show(drawing); await wait(pace); }
    }
    neuron.epochs += 1;
  }
  show(drawings.course.at(-1));
  say(words("learned", { epochs: neuron.epochs, mistakes, right: right(drawings.exam), count: drawings.exam.length }));
  busy = false;
}

function forget() {
  Object.assign(neuron, { weights: new Array(CELLS).fill(0), bias: 0, epochs: 0 });
  show();
  say(words("forgotten"));
}

// The grid to draw in: one stop of the tabulator, arrows inside, space or a pointer to blacken.
function grid() {
  const target = find("#own");
  let painting = null;
  const set = (i, value) => {
    own[i] = value;
    target.children[i].setAttribute("aria-pressed", String(Boolean(value)));
    judge();
  };
  for (let i = 0; i < CELLS; i += 1) {
    target.append(make("button", { type: "button", "aria-pressed": "false", tabindex: i ? -1 : 0,
      "aria-label": words("cell", { row: Math.floor(i / SIDE) + 1, column: (i % SIDE) + 1 }) }));
  }
  const at = (element) => [...target.children].indexOf(element);
  target.addEventListener("pointerdown", (event) => {
    const i = at(event.target);
    if (i < 0) return;
    event.target.releasePointerCapture?.(event.pointerId); // so that a finger reaches the next squares
    painting = Number(!own[i]);
    set(i, painting);
  });
  target.addEventListener("pointerover", ({ target: element }) => { if (painting !== null && at(element) >= 0) set(at(element), painting); });
  addEventListener("pointerup", () => { painting = null; });
  target.addEventListener("click", ({ target: element, detail }) => { if (detail === 0 && at(element) >= 0) set(at(element), Number(!own[at(element)])); });
  target.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -SIDE, ArrowDown: SIDE }[event.key];
    const i = at(document.activeElement);
    if (!step || i < 0) return;
    event.preventDefault();
    const next = target.children[i + step];
    if (!next) return;
    target.children[i].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  find("#clean").addEventListener("click", () => own.forEach((_, i) => set(i, 0)));
}

async function teach(name) {
  if (!own.some(Boolean)) return say(words("empty"), true);
  return trying(async () => {
    const drawing = own.map((black) => (black ? "#" : ".")).join("");
    const { count } = await ask("/atelier/apprendre/dessins", { name, drawing });
    drawings.course.push({ inputs: [...own], dog: name === DOG });
    show();
    say(words("added", { count }));
  });
}

// Every fifth drawing is kept for the exam; those of the room are learnt from.
export function openPerceptron({ dessins, salle }) {
  const all = Object.entries(dessins).flatMap(([name, some]) => some.map((text, i) => ({ inputs: cells(text), dog: name === DOG, i })));
  all.sort((a, b) => a.i - b.i || Number(a.dog) - Number(b.dog));
  drawings = { course: all.filter(({ i }) => i % 5), exam: all.filter(({ i }) => i % 5 === 0) };
  drawings.course.push(...salle.map(([name, text]) => ({ inputs: cells(text), dog: name === DOG })));
  grid();
  find("#epoch").addEventListener("click", () => train(1));
  find("#epochs").addEventListener("click", () => train(10));
  find("#forget").addEventListener("click", forget);
  find("#teach-cat").addEventListener("click", () => teach("chat"));
  find("#teach-dog").addEventListener("click", () => teach(DOG));
  show(drawings.course[0]);
}
