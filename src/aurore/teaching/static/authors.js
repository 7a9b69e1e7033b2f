// « Sand ou Balzac ? »: who writes so? Words are counted sentence after sentence, and a new one judged.

import { lines } from "/static/studio/chart.js";
import { calmly, find, make, number, percent, say, words } from "/static/studio/common.js";

const EVERY = 10; // sentences of each author between two exams
const TELLING = 6; // words shown
const cut = (sentence) => sentence.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];

let authors = [];
let learnt = 0;
let points = [];

function vocabulary() {
  return new Set(authors.flatMap(({ counts }) => [...counts.keys()])).size;
}

// The logarithm of each author's probability, each word counted once more than seen.
function scores(sentence) {
  const size = vocabulary();
  return authors.map(({ counts, total }) => cut(sentence).reduce((sum, word) => sum + Math.log(((counts.get(word) ?? 0) + 1) / (total + size)), 0));
}

const first = (some) => some.indexOf(Math.max(...some));

function examine() {
  const all = authors.flatMap(({ exam }, who) => exam.map((sentence) => first(scores(sentence)) === who));
  return all.filter(Boolean).length / all.length;
}

function learn() {
  for (const author of authors) {
    for (const sentence of author.course.slice(learnt, learnt + EVERY)) {
      for (const word of cut(sentence)) {
        author.counts.set(word, (author.counts.get(word) ?? 0) + 1);
        author.total += 1;
      }
    }
  }
  learnt = Math.min(learnt + EVERY, authors[0].course.length);
  points.push([learnt, 100 * examine()]);
}

function show() {
  const share = points.at(-1)[1] / 100;
  lines(find("#authors-curve"), [{ name: words("right"), points, kind: 0 }, { name: words("chance"), points: [[0, 50], [authors[0].course.length, 50]], kind: 1, dashed: true }],
    { x: words("sentences"), y: words("right"), title: words("authors_curve", { share: percent(share), count: learnt }) });
  say(words("authors_learned", { count: learnt, share: percent(share) }));
  find("#learn-more").disabled = find("#learn-all").disabled = learnt >= authors[0].course.length;
  guess();
}

function guess() {
  const sentence = find("#sentence").value;
  const found = cut(sentence);
  const list = find("#telling");
  list.replaceChildren();
  if (!found.length || !learnt) {
    find("#guess").textContent = words(learnt ? "no_sentence" : "not_learned");
    return;
  }
  const [one, other] = scores(sentence);
  const sure = 1 / (1 + Math.exp(-Math.abs(one - other)));
  find("#guess").textContent = words("guess", { author: authors[one >= other ? 0 : 1].name, sure: percent(Math.min(sure, 0.999)) });
  const size = vocabulary();
  const weight = (word) => Math.log(((authors[0].counts.get(word) ?? 0) + 1) / (authors[0].total + size)) - Math.log(((authors[1].counts.get(word) ?? 0) + 1) / (authors[1].total + size));
  const telling = [...new Set(found)].map((word) => [word, weight(word)]).sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  list.append(...telling.slice(0, TELLING).map(([word, value]) => make("li", {}, make("b", { lang: "fr" }, word), " ",
    words("towards", { author: authors[value >= 0 ? 0 : 1].name, weight: number(Math.abs(value), 1) }))));
}

export function openAuthors({ phrases }) {
  const smallest = Math.min(...Object.values(phrases).map((some) => some.length));
  authors = Object.entries(phrases).map(([name, some]) => ({ name, counts: new Map(), total: 0,
    course: some.slice(0, smallest).filter((_, i) => i % 2 === 0), exam: some.slice(0, smallest).filter((_, i) => i % 2) }));
  find("#who").textContent = words("who", { one: authors[0].name, other: authors[1].name, count: smallest });
  find("#learn-more").addEventListener("click", () => { learn(); show(); });
  find("#learn-all").addEventListener("click", () => { while (learnt < authors[0].course.length) learn(); show(); });
  find("#draw").addEventListener("click", () => {
    const exam = authors.flatMap((author) => author.exam);
    find("#sentence").value = exam[Math.floor(Math.random() * exam.length)];
    guess();
  });
  find("#sentence").addEventListener("input", calmly(guess));
  guess();
}
