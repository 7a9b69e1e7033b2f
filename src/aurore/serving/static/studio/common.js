// What the scripts of all pages use: words of the page's language, numbers, requests, elements.

const said = document.querySelector("#words")?.dataset ?? {};
export const language = document.documentElement.lang;

// The sentence `name` of the page, its {placeholders} filled as base/messages fills them:
// `{count:,d}` and `{share:.1f}` are numbers of the language, `{count:,d|livre|livres}` agrees;
// `{minutes:.1~f}` has a decimal only where there is one.
export function words(name, values = {}) {
  const key = name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
  return said[key].replace(/\{(\w+)(?::([^{}|]*)(?:\|([^{}|]*)\|([^{}|]*))?)?\}/g, (_, name, form, one, many) => {
    const value = values[name];
    const shown = form === undefined ? String(value) : formatted(value, form);
    if (one === undefined) return shown;
    const word = isOne(value, form) ? one : many;
    return form ? `${shown} ${word}` : word;
  });
}

const digitsOf = (form) => Number(form.match(/\.(\d)/)?.[1] ?? 0);
const formatted = (value, form) => number(value, digitsOf(form), form.includes("~") ? 0 : digitsOf(form));

// « 0 livre », « 1,5 minute »; "0 books", "1.5 minutes".
function isOne(value, form) {
  if (language !== "fr") return formatted(value, form) === "1";
  return Math.abs(Number(value.toFixed(digitsOf(form)))) < 2;
}

// Numbers the way of the language; what is rounded to zero has no sign.
export function number(value, digits = 0, fewest = digits) {
  const style = { minimumFractionDigits: fewest, maximumFractionDigits: digits, signDisplay: "negative" };
  return value.toLocaleString(language, style).replace("-", "−");
}

// A probability: « 12 % », « 0,3 % », « < 0,1 % ».
export function percent(p) {
  const style = { style: "percent", maximumFractionDigits: p < 0.0995 ? 1 : 0 };
  return p > 0 && p < 0.001 ? `< ${(0.001).toLocaleString(language, style)}` : p.toLocaleString(language, style);
}

export class Refused extends Error {}
class Lost extends Error {}

function lost(error) {
  throw error.name === "AbortError" ? error : new Lost();
}

export const reach = (address, options) => fetch(address, options).catch(lost);

async function answered(response) {
  if (response.ok) return response;
  const found = await response.json().catch(() => null);
  const { problem, remedy } = found?.error ?? { problem: `${response.status}`, remedy: "" };
  throw new Refused(`${problem} ${remedy}`);
}

const JSON_HEADERS = { "Content-Type": "application/json", Accept: "application/json" };

// Sends a body as JSON; refusals come as `Refused` with the server's two sentences.
export async function send(address, body, { method = "POST", signal } = {}) {
  return answered(await reach(address, { method, headers: JSON_HEADERS, body: JSON.stringify(body), signal }));
}

// Asks for JSON.
export async function ask(address, body, signal) {
  const headers = { Accept: "application/json" };
  return (await (body === undefined ? answered(await reach(address, { headers, signal })) : send(address, body, { signal }))).json();
}

// Yields [name, data] for each server-sent event of the answer to a body.
export async function* stream(address, body, signal) {
  const headers = { ...JSON_HEADERS, Accept: "text/event-stream" };
  const response = await answered(await reach(address, { method: "POST", headers, body: JSON.stringify(body), signal }));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { value, done } = await reader.read().catch(lost);
    if (done) return;
    waiting += value;
    const blocks = waiting.split("\n\n");
    waiting = blocks.pop();
    for (const block of blocks) {
      const event = block.match(/^event: (\w+)\ndata: (.*)$/s);
      if (event) yield [event[1], JSON.parse(event[2])];
    }
  }
}

// An element with attributes and children; `class` and `data-…` as in HTML, listeners as functions.
export function make(tag, attributes = {}, ...children) {
  const svg = ["svg", "g", "path", "line", "text", "rect", "circle", "title", "polyline"].includes(tag);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

export const find = (selector) => document.querySelector(selector);

const LOOK_AGAIN = 2000; // milliseconds between two looks for a server that went away
let waiting = false;

// Says that the server is lost, and when it is back.
async function sayLost() {
  say(find("#status").dataset.lost, true);
  if (waiting) return;
  waiting = true;
  for (let back = false; !back;) {
    await new Promise((done) => { setTimeout(done, LOOK_AGAIN); });
    back = await fetch("/health").then((answer) => answer.ok, () => false);
  }
  waiting = false;
  if (find("#status").classList.contains("alarm")) say(find("#status").dataset.back); // unless the page said more
}

// Says a sentence in the page's live region; `alarm` for what went wrong.
export function say(sentence, alarm = false) {
  const status = find("#status");
  if (status.textContent !== sentence) status.textContent = sentence; // else it would be heard again
  status.classList.toggle("alarm", alarm);
}

// Does something, and says what went wrong.
export async function trying(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) say(error.message, true);
    else if (error instanceof Lost) sayLost();
    else if (error.name !== "AbortError") throw error;
    return undefined;
  }
}

// Calls `work` once nothing has happened for `wait` milliseconds.
export function calmly(work, wait = 150) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...values), wait);
  };
}

// A token as people see it: the space before it, a no-break space, the end of a line; a point for
// half a letter, and for what has no shape.
export const visible = (token) => token.replace(/^ /, "␣").replace(/[\u00a0\u202f]/g, "°").replace(/\n/g, "⏎")
  .replace(/[\ufffd\p{Cc}\p{Co}\p{Cn}]/gu, "·");
