/** What was typed about users and not saved, while others are looked at; the browser asks before that is thrown away. */
import { EditedUser } from "./edited-user.js";
import { nameOf } from "./names.js";
import { t } from "./texts.js";

export class Drafts {
  /** @param {import("./components/element.js").PageElement} host tells what is kept */
  constructor(host) {
    this.host = host;
    /** By the user's id. @type {Map<string, EditedUser>} */
    this.waiting = new Map();
    this.current = new EditedUser();
    window.addEventListener("beforeunload", (event) => this.areUnsaved && event.preventDefault());
  }

  /** Where the session is over, and somebody else has signed in, nothing may be kept. */
  get areUnsaved() {
    return (
      [...this.waiting.values(), this.current].some((one) => one.isChanged) && !document.querySelector("sign-in-again")
    );
  }

  /** The user to be edited, with what was typed before. @param {string} id @param {() => void} changed */
  open(id, changed) {
    this.leave();
    this.current = this.waiting.get(id) ?? new EditedUser();
    this.waiting.delete(id);
    this.current.changed = changed;
    return this.current;
  }

  leave() {
    const left = this.current;
    this.current = new EditedUser();
    if (left.isChanged) {
      this.waiting.set(left.user.id, left);
      this.tellOf(left);
    }
  }

  /** Says of one that was left what is not saved, once that is known. @returns whether it was left */
  tellOf(edited) {
    if (edited.isChanged && !edited.saving && edited !== this.current) {
      this.host.tell("done", { text: t("kept", { name: nameOf(edited.user) }) });
    }
    return edited !== this.current;
  }

  /** The user is gone. */
  forget(id) {
    this.waiting.delete(id);
    if (this.current.user?.id === id) {
      this.current.clear();
    }
  }
}
