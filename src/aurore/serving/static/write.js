// Shows the text as it is written. Without this module the same forms work, page by page.

const form = document.querySelector("#write");
const more = document.querySelector("#continue");
const stop = document.querySelector("#stop");
const text = document.querySelector("#text");
const status = document.querySelector("#status");
const provenance = document.querySelector("#provenance");
const buttons = document.querySelectorAll("button[type=submit]");

let suite = more.elements.suite.value; // what the network has written so far
let writing = null; // stops the text being written

// Says who wrote, to those who hear the page.
function spoken(who) {
  const label = document.createElement("span");
  label.className = "unseen";
  label.lang = document.documentElement.lang;
  label.textContent = `${status.dataset[who]} `;
  return label;
}

// Adds words to the page; a line break opens a paragraph.
function put(who, words) {
  words.split("\n").forEach((line, index) => {
    if (index || !text.lastElementChild) {
      if (!text.lastElementChild || text.lastElementChild.textContent) {
        text.append(document.createElement("p"));
      }
    }
    if (!line) return;
    const paragraph = text.lastElementChild;
    let run = paragraph.lastElementChild;
    if (!run || run.className !== who) {
      const first = !text.querySelector(`.${who}`);
      run = document.createElement("span");
      run.className = who;
      if (first) run.append(spoken(who));
      paragraph.append(run);
    }
    run.append(line);
  });
}

function say(words, alarm = false) {
  status.textContent = words;
  status.classList.toggle("alarm", alarm);
}

function busy(is) {
  text.setAttribute("aria-busy", String(is));
  stop.hidden = !is;
  status.classList.toggle("unseen", !is && !status.classList.contains("alarm"));
  document.querySelector("#after").hidden = is;
  buttons.forEach((button) => { button.disabled = is; });
}

// Yields [name, data] for each server-sent event of a response.
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    waiting += value;
    const blocks = waiting.split("\n\n");
    waiting = blocks.pop();
    for (const block of blocks) {
      const found = block.match(/^event: (\w+)\ndata: (.*)$/s);
      if (found) yield [found[1], JSON.parse(found[2])]; // the rest only keeps the line open
    }
  }
}

const TRIES = 4; // to come back to a text whose connection was lost
const pause = (seconds) => new Promise((done) => { setTimeout(done, 1000 * seconds); });

function ask(sent, body) {
  return fetch(sent.action, {
    method: "POST",
    body,
    headers: { Accept: "text/event-stream" },
    signal: writing.signal,
  });
}

// Shows the events of a response; says how many signs came, and whether that was the end.
async function show(response) {
  let came = 0;
  try {
    for await (const [name, data] of events(response)) {
      if (name === "piece") {
        came += [...data.text].length;
        suite += data.text;
        put("network", data.text);
        say(status.dataset.writing);
      } else if (name === "place") {
        say(`${status.dataset.waiting} ${data.place}`);
      } else if (name === "end") {
        provenance.textContent = data.provenance;
        say(status.dataset.finished);
        return { came, over: true };
      } else {
        say(`${data.error.problem} ${data.error.remedy}`, true);
        return { came, over: true };
      }
    }
  } catch (error) {
    if (error.name === "AbortError") throw error;
  }
  return { came, over: false };
}

// Follows a text to its end. Same seed, same text: after a lost connection the rest is asked for.
async function follow(sent, body, response) {
  let had = 0;
  for (let tries = 1; ; tries += 1) {
    const { came, over } = response?.ok ? await show(response) : { came: 0, over: false };
    if (over) return;
    if (tries === TRIES) throw new Error("lost");
    had += came;
    body.set("deja", had);
    await pause(tries / 2);
    response = await ask(sent, body).catch((error) => {
      if (error.name === "AbortError") throw error;
    });
  }
}

// Sends a form and shows the answer; `fresh` starts a new text.
async function write(sent, fresh) {
  writing = new AbortController();
  const body = new FormData(sent);
  if (!body.get("graine")) body.set("graine", Math.floor(Math.random() * 1e6));
  say(status.dataset.writing);
  status.classList.remove("unseen");
  const response = await ask(sent, body);
  if (!response.ok) {
    sent.submit(); // the server's own page says what is wrong, next to the field
    return;
  }
  if (fresh) {
    suite = "";
    text.replaceChildren();
    put("person", body.get("amorce").trimEnd());
    for (const name of ["amorce", "longueur", "temperature"]) {
      more.elements[name].value = body.get(name);
    }
    more.elements.graine.value = sent.elements.graine.value;
  }
  document.querySelector("#empty").hidden = true;
  document.querySelector("#result").hidden = false;
  provenance.textContent = "";
  text.closest("section").scrollIntoView({ block: "nearest" });
  busy(true);
  await follow(sent, body, response);
}

async function onSubmit(event) {
  event.preventDefault();
  if (writing) return;
  try {
    await write(event.target, event.target === form);
  } catch (error) {
    const stopped = error.name === "AbortError";
    if (stopped) provenance.textContent = status.dataset.stopped;
    say(stopped ? "" : status.dataset.lost, !stopped);
  } finally {
    writing = null;
    more.elements.suite.value = suite;
    busy(false);
  }
}

form.addEventListener("submit", onSubmit);
more.addEventListener("submit", onSubmit);
stop.addEventListener("click", () => writing?.abort());
