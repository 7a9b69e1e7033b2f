// Entraîner: start, watch, pause, resume, compare.

import { lines } from "./chart.js";
import { ask, calmly, find, language, make, number, say, send, trying, words } from "./common.js";

const EVERY = 1500; // milliseconds between two looks at a run that goes on
const MOST = { minutes: 1440, epochs: 100 }; // what the server takes
const shown = new Set();
let current = null; // the run whose samples are shown
let before; // the state of the work at the last look
let seen; // and of the run whose samples are shown
let running; // the run that goes on, whoever began it

// How long, as the form has it: minutes or epochs.
function duration() {
  const until = document.querySelector("input[name=until]:checked").value;
  return { [until]: Number(find("#amount").value) };
}

function asked() {
  const body = { base: find("#base").value, ...duration(), name: find("#name").value };
  if (find("#batch").value) body.batch_size = Number(find("#batch").value);
  if (find("#rate").value) body.learning_rate = Number(find("#rate").value);
  return body;
}

const estimate = calmly(() => trying(async () => {
  if (find("#start fieldset").disabled || !find("#start").checkValidity()) return;
  const found = await ask("/entrainer/estimer", asked());
  find("#estimate").textContent = words("estimate", {
    minutes: found.minutes, epochs: found.epochs, parameters: found.parameters, memory: found.memory_bytes / 1e9,
  });
}), 200);

function button(name, run, address, more = () => ({})) {
  return make("button", { type: "button", class: "tool", "data-run": run.name, click: () => act(address, { name: run.name, ...more() }) }, words(name));
}

const act = (address, body) => trying(async () => {
  try {
    await send(address, body);
    if (address === "/ecrire/modele") location.assign("/ecrire");
  } finally {
    await look();
  }
});

// A finished run is a base for the next, on this page too; the form then stands ready.
function offer(runs) {
  const known = [...find("#base").options].map((option) => option.value);
  for (const { name, state } of runs) {
    if (state === "finished" && !known.includes(name)) find("#base").append(make("option", { value: name }, words("go_on_from", { name })));
  }
}

function goOnFrom(name) {
  find("#base").value = name;
  find("#base").focus();
  say(words("further_said", { name }));
  estimate();
}

function actionsOf(run) {
  const write = button("write", run, "/ecrire/modele");
  const abandon = button("abandon", run, "/entrainer/abandonner");
  const further = make("button", { type: "button", class: "tool", click: () => goOnFrom(run.name) }, words("further"));
  const longer = button("longer", run, "/entrainer/reprendre", duration);
  longer.title = words("longer_hint");
  const resume = [button("resume", run, "/entrainer/reprendre"), abandon];
  return { paused: run.has_model ? [...resume, write] : resume, finished: [write, longer, further], broken: [abandon] }[run.state] ?? [];
}

// A learning rate in as many figures as it needs.
const rate = (value) => value.toLocaleString(language, { maximumSignificantDigits: 3 });

function row(run, index) {
  const { settings } = run;
  const box = make("input", {
    type: "checkbox", "aria-label": `${words("show")} ${run.name}`, checked: shown.has(run.name),
    change: ({ target }) => { if (target.checked) shown.add(run.name); else shown.delete(run.name); look(); },
  });
  const name = make("button", { type: "button", class: "link", click: () => { current = run.name; shown.add(run.name); look(); } }, run.name);
  const cells = [number(settings.parameters), number(settings.batch_size), rate(settings.learning_rate)];
  const best = run.best === null ? "—" : number(run.best, 3);
  const base = ["scratch", "embedded"].includes(settings.base) ? words(settings.base) : settings.base;
  const actions = actionsOf(run).flatMap((action) => [action, " "]);
  return make("tr", {}, make("td", {}, box), make("th", { scope: "row", class: `k${index % 6}` }, name),
    make("td", { class: "state" }, words(`state_${run.state}`)), make("td", {}, ...actions), make("td", {}, base),
    ...cells.map((cell) => make("td", { class: "right" }, cell)),
    make("td", { class: "right steps" }, number(run.step)), make("td", { class: "right" }, best));
}

function draw(runs) {
  const series = runs.flatMap((run, kind) => (shown.has(run.name) ? [
    { name: words("training", { name: run.name }), points: run.training, dashed: true, kind },
    { name: words("validation", { name: run.name }), points: run.validation, kind }] : []))
    .filter(({ points }) => points.length);
  if (series.length) lines(find("#chart"), series, { x: words("minutes_axis"), y: words("bits_axis"), title: words("chart_title") });
}

function showRun(run) {
  find("#diagnosis").replaceChildren(...(run ? [make("strong", {}, run.name), " ", run.diagnosis] : []));
  const samples = run ? [...run.samples].reverse() : [];
  find("#samples").hidden = !samples.length;
  find("#no-samples").hidden = Boolean(samples.length);
  find("#samples").replaceChildren(...samples.map(({ step, text }) => make("li", {},
    make("span", { class: "value" }, words("at_step", { step: number(step) })), " ", text)));
}

function showWork(work, runs) {
  running = work.state === "running" ? work.title : runs.find((run) => run.state === "running")?.name;
  find("#pause").hidden = !running;
  find("#said-area").hidden = work.state !== "failed";
  if (find("#said").textContent !== work.said) {
    find("#said").textContent = work.said;
    find("#said").scrollTop = find("#said").scrollHeight; // what to do stands last
  }
  if (work.state === before) return;
  const said = { running: "starting", done: "finished", stopped: "paused", failed: "failed" }[work.state];
  const old = before === undefined && ["done", "stopped"].includes(work.state); // it ended before one came
  if (said && !old) say(words(said, { name: work.title }), work.state === "failed");
  before = work.state;
}

// A run that this server did not start: it ended with another, or goes on beside it.
function tellChange(run) {
  if (seen === "running" && ["paused", "finished"].includes(run?.state)) say(words(run.state, { name: run.name }));
  seen = run?.state;
}

const key = (runs) => JSON.stringify(runs.map((run) => [run.name, run.state, run.step, run.best, shown.has(run.name), current]));
let last;

async function look() {
  const { work, runs } = await ask("/entrainer/etat");
  if (work.state === "running" && work.title !== current) { current = work.title; shown.add(current); }
  if (current === null && runs.length) { current = runs[0].name; shown.add(current); }
  showWork(work, runs);
  if (work.state === "none") tellChange(runs.find((run) => run.name === current));
  if (key(runs) !== last) {
    last = key(runs);
    offer(runs);
    const focused = document.activeElement?.closest("#runs") ? document.activeElement.getAttribute("aria-label") : null;
    const oldest = [...runs].reverse(); // a run keeps its colour when others come
    const rows = runs.map((run) => row(run, oldest.indexOf(run)));
    find("#runs tbody").replaceChildren(...(rows.length ? rows : [make("tr", {}, make("td", { colspan: 10, class: "hint" }, words("no_runs")))]));
    if (focused) document.querySelector(`#runs [aria-label="${CSS.escape(focused)}"]`)?.focus();
    draw(oldest);
    showRun(runs.find((run) => run.name === current));
  }
  return work.state;
}

async function watch() {
  const state = await trying(look);
  setTimeout(watch, ["running", undefined].includes(state) ? EVERY : 4 * EVERY); // undefined: no answer
}

find("#start").addEventListener("submit", (event) => {
  event.preventDefault();
  trying(async () => {
    const { name } = await ask("/entrainer/lancer", asked());
    current = name;
    shown.add(name);
    await look();
  });
});
find("#start").addEventListener("input", () => {
  find("#amount").max = MOST[document.querySelector("input[name=until]:checked").value];
  estimate();
});
find("#pause").addEventListener("click", () => { say(words("pausing")); act("/entrainer/pause", { name: running }); });
estimate();
watch();
