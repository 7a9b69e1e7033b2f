// Livres: asks for a shelf and watches it come; the page is loaded again when the books are ready.
// Another book is read in its place, without the rest of the page moving.

import { ask, find, reach, say, send, trying, words } from "./common.js";

const EVERY = 1000;
let watched = false; // whether this page saw the work going on

async function look() {
  const { work, here, wanted } = await ask("/livres/etat");
  const on = work.state === "running";
  find("#going").hidden = !on;
  find("#stop").hidden = !on;
  find("#choose button[type=submit]").disabled = on;
  if (on) {
    watched = true;
    find("#progress").max = wanted || 1;
    find("#progress").value = here;
    say(words(here < wanted ? "coming" : "cleaning", { here, wanted, title: work.title }));
  } else if (watched) {
    if (work.state === "done") location.reload();
    say(words(work.state === "none" ? "stopped" : work.state), work.state === "failed"); // "none": another server
    find("#said").hidden = work.state !== "failed";
    find("#said").textContent = work.said;
    watched = false;
  }
}

async function watch() {
  await trying(look);
  if (watched) setTimeout(watch, EVERY);
}

find("#choose").addEventListener("submit", (event) => {
  event.preventDefault();
  trying(async () => {
    await ask("/livres/preparer", { author: find("#shelf").value });
    watched = true;
    await watch();
  });
});
find("#stop").addEventListener("click", () => trying(() => send("/livres/arreter", {})));

async function read(place) {
  const answer = await reach(`${location.pathname}?livre=${place}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  find("#passages").replaceWith(page.querySelector("#passages"));
  find("#which").value = place;
  say(words("shown", { title: find("#passages cite").textContent }));
}

find("#read")?.addEventListener("submit", (event) => {
  event.preventDefault();
  trying(() => read(find("#which").value));
});
watch();
