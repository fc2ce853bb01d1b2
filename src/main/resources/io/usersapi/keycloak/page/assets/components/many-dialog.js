/** One act on many users: what it means, its progress, what became of each, and the way back. */
import { html, nothing } from "./element.js";
import { PageDialog } from "./page-dialog.js";
import * as api from "../api.js";
import { t } from "../texts.js";
import { each, rolesAfter } from "../many.js";
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
    done: { state: true },
    failed: { state: true },
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
    this.phase = "ask";
    this.done = [];
    this.failed = [];
    this.typed = "";
    this.mode = "add";
    this.picked = [];
  }

  heading() {
    return t(`many.${this.act}`, { count: this.total });
  }

  body() {
    return this.phase === "ask"
      ? this.ask()
      : html`<many-progress .label=${this.heading()} .total=${this.total} .done=${this.done} .failed=${this.failed}></many-progress>`;
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
          ? html`<div class="pf-v5-c-form__group ua-field">
            <label class="pf-v5-c-form__label" for="typed-number">
              <span class="pf-v5-c-form__label-text">${t("many.type", { count: this.total })}</span>
            </label>
            <span class="pf-v5-c-form-control">
              <input id="typed-number" inputmode="numeric" autocomplete="off" autofocus .value=${this.typed} @input=${(event) => (this.typed = event.target.value)}>
            </span>
          </div>`
          : nothing
      }`;
  }

  actions() {
    const button = (label, act, kind = "pf-m-secondary") =>
      html`<button class="pf-v5-c-button ${kind}" type="button" @click=${act}>${label}</button>`;
    if (this.phase === "ask") {
      const unclear =
        this.act === "delete"
          ? this.typed.replace(/\D/g, "") !== String(this.total)
          : this.act === "roles" && this.picked.length === 0 && this.mode !== "replace";
      return this.choices(this.heading(), { danger: this.act === "delete", disabled: unclear });
    }
    if (this.phase === "work") {
      return button(t("stop"), () => this.stop.abort());
    }
    return html`${button(t("close"), () => this.close(), "pf-m-primary")}
      ${this.failed.length > 0 ? button(t("tryAgain"), () => this.work(this.failed.map(({ user }) => user))) : nothing}
      ${this.act !== "delete" && this.done.length > 0 ? button(t("undo"), () => this.undo()) : nothing}`;
  }

  submit() {
    if (this.phase === "ask") {
      this.attempt(async () => this.work(this.filters ? await this.all() : this.users));
    }
  }

  async all() {
    const found = [];
    for await (const user of api.walk(this.filters)) {
      found.push(user);
    }
    this.total = found.length;
    return found.filter((user) => user.status !== "deleted");
  }

  async work(users, act = (user) => this.one(user)) {
    this.phase = "work";
    this.total = users.length;
    this.done = [];
    this.failed = [];
    this.stop = new AbortController();
    const told = (user, problem) => {
      if (problem) {
        this.failed = [...this.failed, { user, problem }];
      } else {
        this.done = [...this.done, user];
      }
    };
    await each(users, act, told, this.stop.signal);
    this.phase = "done";
    this.tell("changed");
    this.focusOn("footer button");
  }

  one(user) {
    switch (this.act) {
      case "delete":
        return api.remove(user.id);
      case "roles":
        return api.change(user.id, {
          roles: rolesAfter(user, this.mode, this.picked, this.roles).map((role) => role.id),
        });
      default:
        return api.change(user.id, { status: this.act === "activate" ? "active" : "inactive" });
    }
  }

  /** Gives each of them what it had. */
  undo() {
    const before = (user) =>
      this.act === "roles" ? { roles: user.roles.map((role) => role.id) } : { status: user.status };
    this.work(this.done, (user) => api.change(user.id, before(user)));
  }
}

customElements.define("many-dialog", ManyDialog);
