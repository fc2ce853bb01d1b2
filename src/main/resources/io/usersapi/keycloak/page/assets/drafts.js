/** What was typed about users and not saved yet, while other users are shown. The browser asks before it is lost. */
import { EditedUser } from "./edited-user.js";
import { nameOf } from "./names.js";
import { t } from "./texts.js";

export class Drafts {
  /** @param {import("./components/element.js").PageElement} host tells that a draft is kept */
  constructor(host) {
    this.host = host;
    /** The kept drafts, by the id of the user. @type {Map<string, EditedUser>} */
    this.waiting = new Map();
    this.current = new EditedUser();
    window.addEventListener("beforeunload", (event) => this.areUnsaved && event.preventDefault());
  }

  /**
   * Whether the browser must ask. It must not while the session has ended: somebody else may sign in, and then nothing
   * may stay.
   */
  get areUnsaved() {
    return (this.waiting.size > 0 || this.current.isChanged) && !document.querySelector("sign-in-again");
  }

  /** Opens a user for editing, with what was typed before. @param {string} id @param {() => void} changed */
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

  /** Drops the draft of a user who is gone. */
  forget(id) {
    this.waiting.delete(id);
    if (this.current.user?.id === id) {
      this.current.clear();
    }
  }
}
