// What was written before: kept by the server a moment after each change, opened and forgotten here.

import { ask, calmly, find, language, make, send, trying, words } from "./common.js";

const TITLE_LENGTH = 48;
const randomId = () => [...crypto.getRandomValues(new Uint8Array(8))].map((b) => b.toString(16).padStart(2, "0")).join("");

export class Drafts {
  // `open` is given the runs of a draft.
  constructor(text, open) {
    this.text = text;
    this.open = open;
    this.id = randomId();
    this.keep = calmly(() => trying(() => this.save()), 1200);
    trying(() => this.show());
  }

  fresh() { this.id = randomId(); }

  async save() {
    if (!this.text.words.trim()) return;
    const title = find("#titre").value.trim() || this.text.words.trim().replace(/\s+/g, " ").slice(0, TITLE_LENGTH);
    await send(`/ecrire/brouillons/${this.id}`, { title, content: { runs: this.text.content() } }, { method: "PUT" });
    await this.show();
  }

  async show() {
    const { drafts } = await ask("/ecrire/brouillons");
    const list = find("#drafts");
    if (!drafts.length) return list.replaceChildren(make("li", { class: "hint" }, words("no_drafts")));
    return list.replaceChildren(...drafts.slice(0, 12).map((draft) => this.row(draft)));
  }

  row(draft) {
    const when = new Date(draft.changed).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
    const take = () => trying(async () => {
      const { content } = await ask(`/ecrire/brouillons/${draft.id}`);
      this.id = draft.id;
      this.open(content.runs);
    });
    const forget = () => trying(async () => {
      await send(`/ecrire/brouillons/${draft.id}`, undefined, { method: "DELETE" });
      await this.show();
    });
    return make("li", {},
      make("button", { type: "button", class: "link", lang: "fr", click: take }, `${draft.title}…`),
      make("span", { class: "hint" }, ` ${when} `),
      make("button", { type: "button", class: "link forget", "aria-label": words("forget", { title: draft.title }), click: forget }, "×"));
  }
}
