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
      const [, name, data] = block.match(/^event: (\w+)\ndata: (.*)$/s);
      yield [name, JSON.parse(data)];
    }
  }
}

// Sends a form and shows the answer; `fresh` starts a new text.
async function write(sent, fresh) {
  writing = new AbortController();
  const body = new FormData(sent);
  say(status.dataset.writing);
  status.classList.remove("unseen");
  const response = await fetch(sent.action, {
    method: "POST",
    body,
    headers: { Accept: "text/event-stream" },
    signal: writing.signal,
  });
  if (!response.ok) {
    sent.submit(); // the server's own page says what is wrong, next to the field
    return;
  }
  if (fresh) {
    suite = "";
    text.replaceChildren();
    put("person", body.get("amorce").trimEnd());
    for (const name of ["amorce", "longueur", "temperature", "graine"]) {
      more.elements[name].value = body.get(name);
    }
  }
  document.querySelector("#empty").hidden = true;
  document.querySelector("#result").hidden = false;
  provenance.textContent = "";
  text.closest("section").scrollIntoView({ block: "nearest" });
  busy(true);
  for await (const [name, data] of events(response)) {
    if (name === "piece") {
      suite += data.text;
      put("network", data.text);
    } else if (name === "end") {
      provenance.textContent = data.provenance;
      say(status.dataset.finished);
    } else {
      say(`${data.error.problem} ${data.error.remedy}`, true);
    }
  }
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
