/** One act on many users: what it means, its progress, what became of each, and the way back. */
import { button, html, nothing, number, t } from "./element.js";
import { PageDialog } from "./page-dialog.js";
import { textField } from "./text-field.js";
import { Many, all, deeds, fresh, rolesAfter } from "../many.js";
import "./many-progress.js";
import "./many-roles.js";

export class ManyDialog extends PageDialog {
  /** `users` are those that are ticked; `filters` is set instead where all that match are meant. */
  /** @type {any} */
  static properties = {
    act: {},
    users: {},
    filters: {},
    total: {},
    roles: {},
    phase: { state: true },
    found: { state: true },
    typed: { state: true },
    mode: { state: true },
    picked: { state: true },
  };

  constructor() {
    super();
    this.act = "";
    this.users = [];
    this.filters = null;
    this.total = 0;
    this.roles = [];
    /** `ask`, `find` who all are, `work`, `done`. */
    this.phase = "ask";
    this.found = 0;
    /** @type {Many | null} */
    this.many = null;
    this.typed = "";
    this.mode = "add";
    this.picked = [];
  }

  heading() {
    return this.many?.isBack ? t("undo") : t(`many.${this.act}`, { count: this.total });
  }

  body() {
    switch (this.phase) {
      case "ask":
        return this.ask();
      case "find":
        return html`<p role="status">${t("many.found", { found: this.found, total: this.total })}</p>`;
      default:
        return html`<many-progress .label=${this.heading()} .total=${this.many.total} .results=${this.many.results} .at=${this.many.results.length}></many-progress>`;
    }
  }

  ask() {
    return html`<p>${t(`many.${this.act}.text`)}</p>
      ${
        this.act === "roles"
          ? html`<many-roles .users=${this.filters ? [] : this.users} .roles=${this.roles} .mode=${this.mode} .picked=${this.picked}
            @mode=${(event) => (this.mode = event.detail)} @held=${(event) => (this.picked = event.detail)}></many-roles>`
          : nothing
      }
      ${
        this.act === "delete"
          ? textField({
              id: "typed-number",
              label: t("many.type", { number: this.total }),
              value: this.typed,
              edit: (typed) => (this.typed = typed),
              autofocus: true,
            })
          : nothing
      }`;
  }

  actions() {
    const { many } = this;
    switch (this.phase) {
      case "ask":
        return this.choices(this.heading(), { danger: this.act === "delete", disabled: this.unclear });
      case "done":
        return html`${button(t("close"), () => this.close(), "pf-m-primary")}
          ${many.refused.length + many.waiting.length > 0 ? button(t("tryAgain"), () => this.work((signal) => many.tryAgain(signal))) : nothing}
          ${!many.isBack && many.changed.length > 0 ? button(t("undo"), () => this.work((signal) => many.undo(signal))) : nothing}`;
      default:
        return button(t("stop"), () => this.stop.abort());
    }
  }

  get unclear() {
    return this.act === "delete"
      ? this.typed.trim() !== number(this.total) && this.typed.replace(/\D/g, "") !== String(this.total)
      : this.act === "roles" && this.picked.length === 0 && this.mode !== "replace";
  }

  /** Finds out whom it is about, and does it; where that is stopped or fails, one is asked again. */
  async submit() {
    if (this.phase !== "ask") {
      return;
    }
    const after = (user) => rolesAfter(user, this.mode, this.picked, this.roles);
    this.many = new Many(deeds(this.act, after), () => this.requestUpdate());
    this.phase = "find";
    this.stop = new AbortController();
    /** @type {any} */
    let users = null;
    await this.attempt(async () => (users = await this.meant()));
    if (users && !this.stop.signal.aborted) {
      // A number was typed: it is typed again where there are more meanwhile.
      const more = this.act === "delete" && users.length > this.total;
      this.total = users.length;
      if (!more) {
        this.work((signal) => this.many.work(users, signal));
        return;
      }
    }
    this.phase = "ask";
    this.typed = "";
  }

  async meant() {
    if (this.filters) {
      return all(this.filters, (count) => (this.found = count), this.stop.signal);
    }
    return this.act === "roles" ? fresh(this.users) : this.users;
  }

  async work(act) {
    this.phase = "work";
    this.stop = new AbortController();
    await this.attempt(() => act(this.stop.signal));
    this.phase = "done";
    this.tell("changed");
    this.focusOn("footer button");
  }
}

customElements.define("many-dialog", ManyDialog);
