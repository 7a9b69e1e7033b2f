// The writing desk. The field holds the words; a layer behind it shows who wrote them.

import { ask, calmly, find, make, percent, say, stream, trying, words } from "./common.js";
import { Drafts } from "./drafts.js";
import { settings, startSettings } from "./settings.js";
import { Text, lastWords, places, wordAt } from "./text.js";

const VARIANTS = 3;
const field = find("#text");
const marks = find("#marks");
const desk = find("#desk");
const text = new Text();
const longest = Number(desk.dataset.longest);
let running = null; // stops what is being written
let scores = []; // [{start, end, p}] in our places
let copies = [];
let group = 0;

const caret = () => field.selectionStart;
const before = (place = caret()) => lastWords(text.words.slice(0, place), longest);
const redraw = startSettings(() => before());
const drafts = new Drafts(text, (runs) => { text.open(runs); changed(text.words.length); field.focus(); });

// ── What the page shows ────────────────────────────────────────────────────────────────────────

const level = (p) => (p >= 0.5 ? 4 : p >= 0.1 ? 3 : p >= 0.01 ? 2 : p >= 0.001 ? 1 : 0);

function paint() {
  const cuts = new Set([0, text.words.length]);
  for (const { start, text: run } of text.runs()) { cuts.add(start); cuts.add(start + run.length); }
  for (const { start, end } of [...scores, ...copies]) { cuts.add(start); cuts.add(end); }
  const sorted = [...cuts].sort((a, b) => a - b);
  const pieces = [];
  let at = 0;
  for (const [index, start] of sorted.entries()) {
    const end = sorted[index + 1];
    if (end === undefined) break;
    while (at < scores.length && scores[at].end <= start) at += 1;
    const score = scores[at] && scores[at].start <= start ? scores[at] : null;
    const classes = [text.owners[start] ? "network" : "person"];
    if (score && text.owners[start]) classes.push(`c${level(score.p)}`);
    if (copies.some((copy) => copy.start <= start && end <= copy.end)) classes.push("copied");
    pieces.push(make("span", { class: classes.join(" ") }, text.words.slice(start, end)));
  }
  marks.replaceChildren(...pieces, "\u200b");
}

function changed(place, keepMarks = false) {
  if (!keepMarks) { scores = []; copies = []; }
  if (field.value !== text.words) field.value = text.words;
  field.setSelectionRange(place, place);
  paint();
  find("#undo").disabled = !text.past.length;
  find("#redo").disabled = !text.future.length;
  find("#copies").hidden = !copies.length;
  redraw();
  suggest();
  drafts.keep();
  rescore();
}

const rescore = calmly(() => trying(async () => {
  if (find("#certainty").getAttribute("aria-pressed") !== "true" || running) return;
  if (!text.words.trim()) return;
  const from = text.words.length - lastWords(text.words, longest).length;
  const ours = text.words.slice(from);
  const { text: theirs, tokens } = await ask("/api/score", { text: ours });
  if (text.words.slice(from) !== ours) return;
  const at = places(ours, theirs);
  scores = byWord(tokens.map(({ start, text: token, probability }) => (
    { start: from + at[start], end: from + at[start + token.length], p: probability })));
  paint();
}), 350);

// The chances of whole words: those of their tokens, multiplied.
function byWord(tokens) {
  const found = [];
  for (const token of tokens) {
    const last = found.at(-1);
    const goesOn = last && /^[\p{L}\p{N}'’-]+$/u.test(text.words.slice(last.end - 1, token.end));
    if (goesOn) { last.end = token.end; last.p *= token.p; } else found.push({ ...token });
  }
  return found;
}

const suggest = calmly(() => trying(async () => {
  const words = before();
  if (!words.trim() || running) return;
  const { next } = await ask("/api/suggest", { prompt: words, count: 3 });
  if (before() !== words) return;
  find("#suggestions").replaceChildren(...next.map(chip(take)));
}), 350);

// A button for a word the network thinks of.
function chip(work) {
  return ({ text: word, probability }) => make("button",
    { type: "button", class: "chip", lang: "fr", click: () => work(word) },
    word.trim(), make("span", { class: "value" }, percent(probability)));
}

function take(word) {
  const place = caret();
  const spaced = /\s$/.test(text.words.slice(0, place)) ? word.trimStart() : word;
  text.splice(place, field.selectionEnd - place, spaced, text.source(chosenWord()), group += 1);
  changed(place + spaced.length);
  field.focus();
  say(words("inserted", { word: word.trim() }));
}

// A word chosen among the network's has the provenance of what it wrote last, if anything.
const chosenWord = () => text.sources.findLast(Boolean) ?? {};

// ── Writing ────────────────────────────────────────────────────────────────────────────────────

function busy(is) {
  find("#writing").setAttribute("aria-busy", String(is));
  find("#stop").hidden = !is;
  for (const id of ["go", "several", "undo", "redo", "others", "fresh"]) find(`#${id}`).disabled = is;
  field.readOnly = is;
  if (!is) {
    find("#undo").disabled = !text.past.length;
    find("#redo").disabled = !text.future.length;
  }
}

// Runs what can be stopped, and says how it ended.
async function writing(work) {
  if (running) return;
  if (!before().trim()) { say(words("nothing"), true); field.focus(); return; }
  running = new AbortController();
  busy(true);
  say(words("writing"));
  const { signal } = running;
  await trying(() => work(signal));
  if (signal.aborted) say(words("stopped"));
  running = null;
  busy(false);
  changed(caret());
  lookForCopies();
}

const go = () => writing(async (signal) => {
  let place = caret();
  const owner = text.source({});
  const own = (group += 1);
  const prompt = before();
  if (field.selectionEnd > place) text.splice(place, field.selectionEnd - place, "", 0, own);
  for await (const [name, data] of stream("/api/generate", { ...settings(), prompt, stream: true }, signal)) {
    if (name === "piece") {
      const first = /\s$/.test(text.words.slice(0, place)) && place === caret() && !text.owners.includes(owner);
      const piece = first ? data.text.trimStart() : data.text;
      text.splice(place, 0, piece, owner, own);
      place += piece.length;
      show(place);
    } else if (name === "place") {
      say(words("waiting", { place: data.place }));
    } else if (name === "end") {
      finish(owner, data);
    } else {
      say(`${data.error.problem} ${data.error.remedy}`, true);
    }
  }
});

function show(place) {
  field.value = text.words;
  field.setSelectionRange(place, place);
  paint();
}

function finish(owner, data) {
  text.sources[owner] = data.provenance;
  const line = find("#provenance");
  line.hidden = false;
  line.textContent = words("finished", {
    model: data.model === "embedded" ? words("embedded") : data.model, seed: data.seed, tokens: data.tokens, seconds: data.seconds,
  });
  say(words("ended"));
}

const several = () => writing(async (signal) => {
  const place = caret();
  const prompt = before();
  const first = await ask("/api/generate", { ...settings(), prompt, n: VARIANTS }, signal);
  const all = [first, ...first.variants];
  const keep = (variant) => () => {
    const owner = text.source(variant.provenance);
    const words = /\s$/.test(text.words.slice(0, place)) ? variant.text.trimStart() : variant.text;
    text.splice(place, 0, words, owner, group += 1);
    find("#variants").hidden = true;
    changed(place + words.length);
    finish(owner, variant);
    field.focus();
    lookForCopies();
  };
  find("#variants-list").replaceChildren(...all.map((variant, index) => make("article", { class: "card" },
    make("h3", {}, words("variant", { number: index + 1 })),
    make("p", { lang: "fr" }, variant.text.trim()),
    make("button", { type: "button", class: "quiet", click: keep(variant) }, words("keep")))));
  find("#variants").hidden = false;
  find("#variants").scrollIntoView({ block: "nearest" });
  say(words("variants_ready", { count: all.length }));
});

// ── Other words at a place ─────────────────────────────────────────────────────────────────────

async function alternatives() {
  const word = wordAt(text.words, caret());
  const title = find("#alternatives-title");
  find("#alternatives").hidden = false;
  if (!word || !text.words.slice(0, word.start).trim()) {
    title.textContent = words("no_alternative");
    find("#alternatives-list").replaceChildren();
    return;
  }
  const start = text.words.slice(0, word.start).trimEnd().length;
  const here = text.words.slice(word.start, word.end);
  const known = scores.filter((s) => s.start < word.end && s.end > word.start).reduce((p, s) => p * s.p, 1);
  const scored = scores.some((s) => s.start < word.end && s.end > word.start);
  const { next } = await ask("/api/suggest", { prompt: before(start), count: 6 });
  title.textContent = words(scored ? "certainty_of" : "instead_of", { word: here, p: percent(known) });
  find("#alternatives-list").replaceChildren(...next.map(chip((other) => goOnFrom(start, other))));
}

// Puts another word in place, drops what the network wrote after it, and writes on from there.
function goOnFrom(start, word) {
  let end = wordAt(text.words, start + 1)?.end ?? start;
  while (end < text.words.length && text.owners[end]) end += 1;
  text.splice(start, end - start, word, text.source(chosenWord()), group += 1);
  find("#alternatives").hidden = true;
  changed(start + word.length);
  go();
}

// ── Copies ─────────────────────────────────────────────────────────────────────────────────────

const lookForCopies = () => trying(async () => {
  if (!text.words.trim()) return;
  const ours = text.words;
  const { found } = await ask("/ecrire/copies", { text: ours });
  if (text.words !== ours) return;
  copies = found.filter(({ start }) => text.owners[start]);
  const told = (copy) => make("li", {}, make("q", { lang: "fr" }, ours.slice(copy.start, copy.end)), " ",
    words("copied", { title: copy.title, words: copy.words }));
  find("#copies-list").replaceChildren(...copies.map(told));
  find("#copies").hidden = !copies.length;
  paint();
});

// ── What a person does ─────────────────────────────────────────────────────────────────────────

function step(work, said) {
  const place = work.call(text, caret());
  if (place === null) return;
  changed(place);
  field.focus();
  say(words(said));
}

const KEYS = {
  "ctrl+z": () => step(text.undo, "undone"),
  "ctrl+y": () => step(text.redo, "redone"),
  "ctrl+shift+z": () => step(text.redo, "redone"),
  "ctrl+enter": go,
  "alt+m": () => trying(alternatives),
};

field.addEventListener("input", () => { text.typed(field.value); changed(caret()); });
field.addEventListener("keydown", (event) => {
  const held = [(event.ctrlKey || event.metaKey) && "ctrl+", event.altKey && "alt+", event.shiftKey && "shift+"];
  const work = KEYS[held.filter(Boolean).join("") + event.key.toLowerCase()];
  if (!work) return;
  event.preventDefault();
  if (!running) work();
});
field.addEventListener("click", () => {
  redraw();
  suggest();
  const word = wordAt(text.words, caret());
  if (!running && word && text.owners[word.start] && field.selectionEnd === caret()) trying(alternatives);
});
desk.addEventListener("submit", (event) => { event.preventDefault(); go(); });
find("#several").addEventListener("click", several);
find("#stop").addEventListener("click", () => running?.abort());
find("#undo").addEventListener("click", KEYS["ctrl+z"]);
find("#redo").addEventListener("click", KEYS["ctrl+y"]);
find("#others").addEventListener("click", KEYS["alt+m"]);
find("#fresh").addEventListener("click", () => {
  text.open([]);
  drafts.fresh();
  find("#provenance").hidden = true;
  find("#variants").hidden = true;
  changed(0);
  field.focus();
});
find("#pen")?.addEventListener("change", ({ target }) => trying(async () => {
  const { name } = await ask("/ecrire/modele", { name: target.value });
  say(words("pen_given", { name: target.selectedOptions[0].textContent }));
  target.value = name;
  changed(caret());
}));
find("#certainty").addEventListener("click", ({ target }) => {
  const on = target.getAttribute("aria-pressed") !== "true";
  target.setAttribute("aria-pressed", String(on));
  find("#scale").hidden = !on;
  scores = [];
  paint();
  rescore();
});
find("#export").addEventListener("submit", (event) => {
  event.target.elements.runs.value = JSON.stringify(text.content());
  if (!text.words.trim()) { event.preventDefault(); say(words("nothing"), true); }
});

if (field.value) { text.typed(field.value); }
changed(text.words.length);
if ("atOnce" in desk.dataset) go();
