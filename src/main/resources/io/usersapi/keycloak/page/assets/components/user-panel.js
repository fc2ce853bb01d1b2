/** One user beside the list: what it is, what can be changed, and what can be done. */
import { PageElement, html, nothing } from "./element.js";
import * as api from "../api.js";
import { day, t } from "../texts.js";
import { has } from "../settings.js";
import { nameOf, statusLabel } from "../names.js";
import { differing, fieldsOf, update } from "../draft.js";
import "./conflict-view.js";
import "./panel-acts.js";
import "./panel-tabs.js";
import "./problem-alert.js";
import "./user-details.js";
import "./user-roles.js";
import "./user-sessions.js";

export class UserPanel extends PageElement {
  static properties = {
    userId: {}, tab: {}, query: {}, roles: {}, me: {},
    user: { state: true }, draft: { state: true }, problem: { state: true }, theirs: { state: true }, saving: { state: true },
    profile: { state: true },
  };

  constructor() {
    super();
    this.userId = "";
    this.tab = "details";
    this.query = {};
    this.roles = [];
    this.me = null;
    this.user = null;
    this.tag = "";
    this.draft = {};
    this.problem = null;
    this.theirs = null;
    this.saving = false;
    this.profile = [];
  }

  connectedCallback() {
    super.connectedCallback();
    if (has("/profile")) {
      api.profile().then((profile) => (this.profile = profile), () => {});
    }
  }

  willUpdate(changed) {
    if (changed.has("userId")) {
      this.user = null;
      this.load().then(() => this.focusOn("#panel-heading"));
    }
  }

  /** Reads the user; what is typed and not saved stays. */
  async load() {
    const { userId } = this;
    try {
      const { data, tag } = await api.user(userId);
      if (userId === this.userId) {
        this.take(data, tag);
      }
    } catch (problem) {
      this.problem = problem;
    }
  }

  take(user, tag, draft = {}) {
    const typed = this.user?.id === user.id ? differing(this.draft, fieldsOf(this.user)) : [];
    const kept = Object.fromEntries(typed.map((name) => [name, this.draft[name]]));
    this.user = user;
    this.tag = tag;
    this.draft = { ...fieldsOf(user), ...kept, ...draft };
    this.problem = null;
    this.theirs = null;
  }

  get changes() {
    return this.user ? update(this.draft, fieldsOf(this.user)) : {};
  }

  edit({ detail: { name, value } }) {
    this.draft = { ...this.draft, [name]: value };
  }

  discard() {
    this.draft = fieldsOf(this.user);
    this.problem = null;
  }

  async save(event) {
    event?.preventDefault();
    if (this.saving || Object.keys(this.changes).length === 0) {
      return;
    }
    this.saving = true;
    this.problem = null;
    try {
      const saved = await api.change(this.user.id, this.changes, this.tag);
      this.draft = fieldsOf(this.user);
      this.take(saved.data, saved.tag);
      this.tell("done", { text: t("saved", { name: nameOf(saved.data) }) });
      this.tell("changed", saved.data.id);
    } catch (problem) {
      await this.refused(problem);
    }
    this.saving = false;
  }

  /** Somebody else was faster: both versions are shown. Else the first field that is wrong gets the focus. */
  async refused(problem) {
    if (problem.code === "precondition_failed") {
      this.theirs = await api.user(this.user.id).catch(() => null);
    }
    this.problem = this.theirs ? null : problem;
    this.focusOn(this.theirs ? "conflict-view h3" : "[aria-invalid=true]");
  }

  /** The choice of the person: their fields, or those of the other, on top of the newest version. */
  settle({ detail: mine }) {
    const { data, tag } = this.theirs;
    const draft = { ...fieldsOf(data), ...mine };
    this.draft = fieldsOf(this.user);
    this.take(data, tag, draft);
    this.save();
  }

  render() {
    return html`<aside class="ua-panel" aria-labelledby="panel-heading">
      <header class="ua-panel__head">
        <h2 class="pf-v5-c-title pf-m-lg" id="panel-heading" tabindex="-1"><bdi>${this.user ? nameOf(this.user) : t("loading")}</bdi></h2>
        <button class="pf-v5-c-button pf-m-plain" type="button" aria-label=${t("close")} @click=${() => this.tell("shut")}>
          <i class="fas fa-times" aria-hidden="true"></i>
        </button>
      </header>
      ${this.problem
        ? html`<problem-alert .problem=${this.problem} .fields=${["name", "email", ...Object.keys(this.draft)]}
            .retry=${this.problem.passes ? () => (this.user ? this.save() : this.load()) : null}></problem-alert>`
        : nothing}
      ${this.user ? this.content() : nothing}
    </aside>`;
  }

  content() {
    const tabs = ["details", "roles", ...(has("/users/{user}/sessions") ? ["sessions"] : [])];
    const tab = tabs.includes(this.tab) ? this.tab : "details";
    return html`<p class="ua-panel__facts">${statusLabel(this.user)} ${t(`type.${this.user.type}`)} · ${t("since", { date: day(this.user.created_at) })}</p>
      <panel-tabs .tabs=${tabs} .current=${tab} .userId=${this.userId} .query=${this.query}></panel-tabs>
      ${this.theirs ? html`<conflict-view .user=${this.user} .draft=${this.draft} .theirs=${this.theirs.data} .roles=${this.roles} .profile=${this.profile} @settle=${this.settle}></conflict-view>` : this.form(tab)}
      <panel-acts .user=${this.user} .me=${this.me}></panel-acts>`;
  }

  form(tab) {
    if (tab === "sessions") {
      return html`<user-sessions .user=${this.user}></user-sessions>`;
    }
    const changed = Object.keys(this.changes).length > 0;
    return html`<form class="ua-panel__form" novalidate @submit=${this.save} @edit=${this.edit}>
      ${tab === "roles"
        ? html`<user-roles .user=${this.user} .held=${this.draft.roles} .roles=${this.roles}></user-roles>`
        : html`<user-details .user=${this.user} .draft=${this.draft} .profile=${this.profile} .problem=${this.problem}></user-details>`}
      <footer class="ua-panel__save">
        <button class="pf-v5-c-button pf-m-link" type="button" ?disabled=${!changed} @click=${this.discard}>${t("discard")}</button>
        <button class="pf-v5-c-button pf-m-primary" type="submit" ?disabled=${!changed || this.saving}>${t("save")}</button>
      </footer>
    </form>`;
  }
}

customElements.define("user-panel", UserPanel);
