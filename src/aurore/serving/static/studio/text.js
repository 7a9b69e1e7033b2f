// The text of the desk: its letters, and for each letter which source it has; undo and redo.
// Source 0 is the person; the others are provenances the network gave.

const PAUSE = 900; // milliseconds of typing that undo together

export class Text {
  constructor() {
    this.words = "";
    this.owners = [];
    this.sources = [null];
    this.past = [];
    this.future = [];
    this.typedAt = 0;
  }

  source(provenance) {
    this.sources.push(provenance);
    return this.sources.length - 1;
  }

  // Replaces `removed` letters at `at`; what a source writes in a row is undone at once.
  splice(at, removed, inserted, owner, group) {
    const now = Date.now();
    const together = group !== undefined ? group === this.group : owner === 0 && this.group === undefined && now - this.typedAt < PAUSE;
    if (!together) this.remember(at + removed);
    this.group = group;
    this.typedAt = now;
    this.words = this.words.slice(0, at) + inserted + this.words.slice(at + removed);
    const added = Array(inserted.length).fill(owner);
    this.owners = [...this.owners.slice(0, at), ...added, ...this.owners.slice(at + removed)];
  }

  // What a person changed in the field, found by comparing: letters that stayed keep their source.
  typed(now) {
    const before = this.words;
    if (now === before) return;
    const most = Math.min(now.length, before.length);
    let start = 0;
    while (start < most && now[start] === before[start]) start += 1;
    let end = 0;
    while (end < most - start && now.at(-1 - end) === before.at(-1 - end)) end += 1;
    this.splice(start, before.length - end - start, now.slice(start, now.length - end), 0);
  }

  remember(caret) {
    this.past.push({ words: this.words, owners: this.owners, caret });
    if (this.past.length > 300) this.past.shift();
    this.future = [];
  }

  move(from, to, caret) {
    const state = from.pop();
    if (!state) return null;
    to.push({ words: this.words, owners: this.owners, caret });
    this.words = state.words;
    this.owners = state.owners;
    this.group = undefined;
    this.typedAt = 0;
    return Math.min(state.caret, this.words.length);
  }

  undo(caret) { return this.move(this.past, this.future, caret); }
  redo(caret) { return this.move(this.future, this.past, caret); }

  // [{text, source, start}] in a row, each of one source.
  runs() {
    const found = [];
    for (let start = 0, end = 0; start < this.words.length; start = end) {
      const source = this.owners[start];
      while (end < this.words.length && this.owners[end] === source) end += 1;
      found.push({ text: this.words.slice(start, end), source, start });
    }
    return found;
  }

  // What is kept and exported.
  content() {
    return this.runs().map(({ text, source }) => ({ text, provenance: this.sources[source] }));
  }

  // Opens what was kept.
  open(runs) {
    this.remember(this.words.length);
    this.words = "";
    this.owners = [];
    for (const { text, provenance } of runs) {
      const owner = provenance ? this.source(provenance) : 0;
      this.words += text;
      this.owners.push(...Array(text.length).fill(owner));
    }
    this.group = undefined;
  }
}

// Where the word at a place begins and ends; null between words.
export function wordAt(words, place) {
  const letter = /[\p{L}\p{N}'’-]/u;
  let start = place;
  let end = place;
  while (start > 0 && letter.test(words[start - 1])) start -= 1;
  while (end < words.length && letter.test(words[end])) end += 1;
  return end > start ? { start, end } : null;
}

// The end of a text, from a whole word on.
export function lastWords(words, longest) {
  return words.length <= longest ? words : words.slice(-longest).replace(/^\S*\s/, "");
}

// For each letter of `theirs`, its place in `ours`: the server unifies spaces and apostrophes.
export function places(ours, theirs) {
  const found = [];
  const blank = /\s/;
  let at = 0;
  for (const letter of theirs) {
    if (!blank.test(letter)) while (at < ours.length && blank.test(ours[at])) at += 1;
    found.push(...Array(letter.length).fill(Math.min(at, ours.length)));
    if (!blank.test(letter) || blank.test(ours[at] ?? "")) at += letter.length;
  }
  found.push(ours.length);
  return found;
}
