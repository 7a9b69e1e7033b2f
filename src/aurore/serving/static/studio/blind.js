// Sand ou machine ?: one passage after the other for a player, all of them with the counts for the room.

import { ask, find, make, percent, say, trying, words } from "./common.js";

const EVERY = 2000;
const game = find("#game");
const room = "room" in game.dataset;
let shown = ""; // what the game showed last
let after = null; // the passage just answered, until the player goes on

function bars(counts) {
  const all = (counts.real ?? 0) + (counts.machine ?? 0);
  return make("p", { class: "tally" }, ...["real", "machine"].map((kind) => {
    const part = make("span", { class: `part ${kind}` }, `${words(kind)} ${counts[kind] ?? 0}`);
    part.style.flexGrow = String(all ? (counts[kind] ?? 0) + 0.3 : 1);
    return part;
  }));
}

function card(passage, index, count) {
  const parts = [make("h2", { class: "chapter" }, words("passage", { number: index + 1, count })),
    // A dash before the first letter would be as large as the letter.
    make("blockquote", { lang: "fr", class: /^\p{L}/u.test(passage.text) ? "dropped" : null }, passage.text)];
  if (passage.truth) {
    const said = passage.mine ? words(passage.mine === passage.truth ? "right" : "wrong") : "";
    parts.push(make("p", { class: `verdict ${passage.truth}` }, `${said} ${words("from", { who: words(passage.truth), source: passage.source })}`.trim()), bars(passage.counts));
  } else if (room) {
    parts.push(make("p", { class: "hint" }, words("waiting", { voters: passage.voters })));
  }
  return make("article", { class: "passage" }, ...parts);
}

function answers(state, index) {
  const answer = (real) => () => trying(async () => {
    after = { index, passage: await ask("/sand-ou-machine/voter", { round: state.round, number: index, real }) };
    await look();
  });
  return make("p", { class: "actions choices" },
    make("button", { type: "button", click: answer(true) }, words("real")),
    make("button", { type: "button", click: answer(false) }, words("machine")));
}

function play(state) {
  const index = after ? after.index : state.passages.findIndex((passage) => !passage.mine && !passage.truth);
  if (index < 0) { game.replaceChildren(...state.passages.map((passage, i) => card(passage, i, state.passages.length))); return; }
  const passage = after ? after.passage : state.passages[index];
  const whole = card(passage, index, state.passages.length);
  if (after) {
    whole.append(make("p", { class: "actions" }, make("button", { type: "button", id: "next", click: () => { after = null; look(); } },
      words(index + 1 < state.passages.length ? "next_passage" : "see_all"))));
  } else {
    whole.append(answers(state, index));
  }
  game.replaceChildren(whole);
  game.querySelector("button")?.focus({ preventScroll: true });
}

async function look() {
  const state = await ask("/sand-ou-machine/etat");
  find("#reveal").hidden = !state.round || state.revealed;
  const key = JSON.stringify([state, after?.index]);
  if (key === shown) return;
  const fresh = shown && state.round && !shown.includes(state.round);
  shown = key;
  if (fresh) after = null;
  if (!state.round) return;
  if (room) game.replaceChildren(...state.passages.map((passage, i) => card(passage, i, state.passages.length)));
  else play(state);
  const [low, high] = state.interval;
  find("#result").textContent = state.votes
    ? words(room ? "of_room" : "score", { right: state.right, votes: state.votes, share: percent(state.right / state.votes), low: percent(low), high: percent(high) }) : "";
}

async function watch() {
  await trying(look);
  setTimeout(watch, EVERY);
}

find("#new").addEventListener("click", ({ target }) => trying(async () => {
  target.disabled = true;
  say(words("making"));
  try {
    await ask("/sand-ou-machine/manche", { count: 6 });
    after = null;
    say("");
    await look();
  } finally {
    target.disabled = false;
  }
}));
find("#reveal").addEventListener("click", () => trying(async () => { await ask("/sand-ou-machine/reveler", {}); after = null; await look(); }));
watch();
