// The maths exam of the slides: 100 exercises, 80 to learn, 10 on the way, 10 for the exam, by batches.

import { lines } from "/static/studio/chart.js";
import { find, make, number, say, words } from "/static/studio/common.js";

const TRAIN = 80;
const WAY = 10;
const SIX = 6;
const RATE = 0.05;
const SEED = 2023;

// Numbers that seem drawn at random, the same for the same seed (mulberry32).
function dice(seed) {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * sides);
  };
}

// An exercise: two terms, and whether it is written in letters, which has inputs of its own.
function exercise(roll, { six = false, letters = false }) {
  const a = roll(SIX + 1);
  return { a, b: six ? SIX - a : roll(SIX + 1), letters };
}

// What each part of the hundred is made of.
const KINDS = {
  varied: () => [{}, {}],
  always_six: () => [{ six: true }, {}],
  apart: () => [{}, { letters: true }],
  mixed: (i) => [{ letters: i % 2 === 1 }, { letters: i % 2 === 1 }],
};

const inputs = ({ a, b, letters }) => (letters ? [0, 0, a - 3, b - 3, 1] : [a - 3, b - 3, 0, 0, 1]);
const answer = (weights, one) => inputs(one).reduce((total, input, i) => total + input * weights[i], 0);
const mean = (some) => some.reduce((total, value) => total + value, 0) / some.length;
const written = ({ a, b, letters }) => (letters ? `${words("numbers").split(" ")[a]} ${words("plus")} ${words("numbers").split(" ")[b]}` : `${a} + ${b}`);

let pupil;

function begin() {
  const roll = dice(SEED);
  const kind = KINDS[find("#kind").value];
  pupil = {
    weights: [0, 0, 0, 0, 0], place: 0, epochs: 0, errors: [], roll,
    train: Array.from({ length: TRAIN }, (_, i) => exercise(roll, kind(i)[0])),
    way: Array.from({ length: WAY }, (_, i) => exercise(roll, kind(i)[0])),
    exam: Array.from({ length: WAY }, (_, i) => exercise(roll, kind(i)[1])),
  };
  find("#batch tbody").replaceChildren();
  find("#curve").replaceChildren();
  find("#batch-verdict").textContent = words("begins");
  say("");
}

const error = (some) => mean(some.map((one) => Math.abs(answer(pupil.weights, one) - one.a - one.b)));

function rows(some, answers) {
  find("#batch tbody").replaceChildren(...some.slice(0, 10).map((one, i) => make("tr", {}, make("th", { scope: "row" }, `${written(one)} = ?`),
    make("td", {}, number(answers[i], 1)), make("td", {}, String(one.a + one.b)))));
}

// One batch: answer all of it, look at the answers, correct once.
function batch() {
  const size = Number(find("#size").value);
  const chosen = pupil.train.slice(pupil.place, pupil.place + size);
  const answers = chosen.map((one) => answer(pupil.weights, one));
  rows(chosen, answers);
  const faults = chosen.map((one, i) => one.a + one.b - answers[i]);
  pupil.weights = pupil.weights.map((weight, w) => weight + RATE * mean(chosen.map((one, i) => faults[i] * inputs(one)[w])));
  pupil.place += size;
  const end = pupil.place >= TRAIN;
  if (end) ended();
  return end;
}

function ended() {
  pupil.place = 0;
  pupil.epochs += 1;
  pupil.train.sort(() => pupil.roll(3) - 1);
  pupil.errors.push([pupil.epochs, error(pupil.way)]);
  lines(find("#curve"), [{ name: words("way"), points: [[0, SIX], ...pupil.errors].slice(pupil.errors.length > 1 ? 1 : 0), kind: 0 }],
    { x: words("epoch"), y: words("error"), title: words("curve", { error: number(error(pupil.way), 2), epochs: pupil.epochs }) });
}

function tell() {
  const now = error(pupil.way);
  const key = now < 0.1 ? "good" : now < 0.75 ? "soon" : "work";
  const three = answer(pupil.weights, { a: 3, b: 3, letters: false });
  find("#batch-verdict").textContent = `${words("progress", { epochs: pupil.epochs, done: pupil.place, error: number(now, 2), three: number(three, 1) })} ${pupil.epochs ? words(key) : ""}`;
}

function epoch() {
  while (!batch());
}

// The exam is looked at once, and told: always the same answer?
function examine() {
  const answers = pupil.exam.map((one) => answer(pupil.weights, one));
  rows(pupil.exam, answers);
  const mark = pupil.exam.filter((one, i) => Math.round(answers[i]) === one.a + one.b).length;
  const rounded = answers.map((value) => Math.round(value));
  const same = find("#kind").value === "always_six" && new Set(rounded).size === 1;
  const said = words("mark", { mark, error: number(error(pupil.exam), 2) });
  const verdict = same ? words("always", { answer: rounded[0] }) : mark >= 9 ? words("passed") : words(find("#kind").value === "apart" ? "never_seen" : "again");
  find("#batch-verdict").textContent = `${said} ${verdict}`;
}

export function openExam() {
  find("#one-batch").addEventListener("click", () => { batch(); tell(); });
  find("#one-epoch").addEventListener("click", () => { epoch(); tell(); });
  find("#ten-epochs").addEventListener("click", () => { for (let i = 0; i < 10; i += 1) epoch(); tell(); });
  find("#examine").addEventListener("click", examine);
  find("#again").addEventListener("click", begin);
  find("#kind").addEventListener("change", begin);
  find("#size").addEventListener("change", begin);
  begin();
}
