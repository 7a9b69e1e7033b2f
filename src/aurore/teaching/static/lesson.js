// A lesson beside an editor: the person's own file, the same checks as in the terminal, one hint at a time.

import { ask, find, make, say, trying, words } from "/static/studio/common.js";

const lesson = `/atelier/lecons/${find(".lesson").dataset.number}`;
const code = find("#code");
let saved = code?.value;

function tell({ number, state, text }) {
  const line = find(`#q${number.replace(".", "-")}`);
  line.dataset.state = state;
  line.querySelector(".mark").textContent = words(`${state}_mark`);
  line.querySelector(".said").textContent = text;
}

async function check({ target }) {
  target.disabled = true;
  say(words("checking"));
  await trying(async () => {
    const { right, questions, room } = await ask(`${lesson}/verifier`, { code: code.value });
    saved = code.value;
    questions.forEach(tell);
    const done = right === questions.length ? words("lesson_done") : "";
    say([words("lesson_score", { right, count: questions.length }), done, room].filter(Boolean).join(" "));
  });
  target.disabled = false;
}

// What the file prints, as `python exercice.py` shows it in a terminal.
async function run({ target }) {
  target.disabled = true;
  say(words("running"));
  await trying(async () => {
    const { output, ended } = await ask(`${lesson}/lancer`, { code: code.value });
    saved = code.value;
    find("#output").hidden = false;
    find("#output").textContent = output;
    say(ended);
  });
  target.disabled = false;
}

// An answer is told right or wrong, and why; in a room, how many chose what.
async function answer({ target }) {
  if (!target.matches("button")) return;
  const box = target.closest(".quiz");
  const choices = [...box.querySelectorAll("button")];
  await trying(async () => {
    const choice = choices.indexOf(target);
    const { right, said, why, counts } = await ask(`${lesson}/quiz`, { place: Number(box.dataset.place), choice });
    choices.forEach((button, place) => {
      button.setAttribute("aria-pressed", place === choice);
      button.classList.toggle("right", place === right);
      button.querySelector(".value")?.remove();
      if (counts) button.append(make("span", { class: "value" }, String(counts[place])));
    });
    box.querySelector(".why").textContent = `${said} ${why}`;
  });
}

// A hint or the solution goes under its question, the last one at the end.
async function help({ target }, kind) {
  const line = target.closest("li");
  const { number } = line.dataset;
  await trying(async () => {
    const found = await ask(`${lesson}/${kind}`, { question: number });
    const place = line.querySelector(".help");
    if (kind === "indice") place.append(make("p", {}, `${words("hint_level", { level: found.level })} ${found.hint}`));
    else place.append(make("pre", { tabindex: 0, role: "group", "aria-label": words("solution_of", { number }) }, make("code", {}, found.code)));
    say(kind === "indice" ? words("hint_of", { number }) : words("solution_of", { number }));
  });
}

document.querySelectorAll(".quiz").forEach((box) => box.addEventListener("click", answer));

if (code) {
  find("#check").addEventListener("click", check);
  find("#run").addEventListener("click", run);
  find("#reload").addEventListener("click", () => trying(async () => { code.value = saved = (await ask(`${lesson}/fichier`)).code; }));
  find(".verdicts").addEventListener("click", (event) => {
    if (event.target.matches(".ask-hint")) help(event, "indice");
    if (event.target.matches(".ask-solution")) help(event, "solution");
  });
  // Four spaces, unless Escape came just before: then the tabulator leaves the field as everywhere.
  let leaving = false;
  code.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && !event.shiftKey && !leaving) {
      event.preventDefault();
      code.setRangeText("    ", code.selectionStart, code.selectionEnd, "end");
    }
    leaving = event.key === "Escape";
  });
  addEventListener("beforeunload", (event) => { if (code.value !== saved) event.preventDefault(); });
}
