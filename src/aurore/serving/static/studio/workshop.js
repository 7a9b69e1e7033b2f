// Atelier: the images of a state of mind, before and after, and opinions.

import { ask, find, say, send, trying, words } from "./common.js";

const EVERY = 3000;

function show({ counts, mine }) {
  for (const group of document.querySelectorAll(".moods")) {
    const { moment } = group.dataset;
    for (const button of group.children) {
      const count = counts[moment][button.dataset.mood] ?? 0;
      button.setAttribute("aria-pressed", String(mine[moment] === button.dataset.mood));
      button.querySelector(".value").textContent = count ? words("votes", { count }) : "";
    }
  }
}

for (const group of document.querySelectorAll(".moods")) {
  group.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    trying(async () => {
      show(await ask("/atelier/votes", { moment: group.dataset.moment, mood: button.dataset.mood }));
      say(words("chosen"));
    });
  });
}
find("#opinion").addEventListener("submit", (event) => {
  event.preventDefault();
  trying(async () => {
    const field = find("#words-of-opinion");
    await send("/atelier/avis", { words: field.value });
    field.value = "";
    say(words("thanks"));
  });
});

async function watch() {
  await trying(async () => show(await ask("/atelier/votes")));
  setTimeout(watch, EVERY);
}
watch();
