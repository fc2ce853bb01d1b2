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
    return (this.waiting.size > 0 || this.current.isChanged) && !document.querySelector("sign-in-again");
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
    const { user, isChanged } = this.current;
    if (isChanged) {
      this.waiting.set(user.id, this.current);
      this.host.tell("done", { text: t("kept", { name: nameOf(user) }) });
    }
    this.current = new EditedUser();
  }

  /** The user is gone. */
  forget(id) {
    this.waiting.delete(id);
    if (this.current.user?.id === id) {
      this.current.clear();
    }
  }
}
