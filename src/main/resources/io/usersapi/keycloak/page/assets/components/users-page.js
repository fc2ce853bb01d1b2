/** The list of users with its filters, what is selected in it, and the user that is open beside it. */
import { PageElement, html, nothing } from "./element.js";
import * as api from "../api.js";
import { attempt, exportList } from "../acts.js";
import { Drafts } from "../drafts.js";
import { address, go, sameFilters } from "../route.js";
import { Search } from "../search.js";
import "./bulk-bar.js";
import "./delete-user.js";
import "./import-wizard.js";
import { shortcuts } from "./keys-help.js";
import "./many-dialog.js";
import "./new-user.js";
import { pageHeading } from "./page-heading.js";
import "./user-filters.js";
import "./user-panel.js";
import "./users-list.js";

const STATE = { state: true };

export class UsersPage extends PageElement {
  static properties = { route: {}, forms: STATE, selected: STATE, dialog: STATE };

  constructor() {
    super();
    this.route = { query: {}, id: "", tab: "" };
    this.list = new Search(() => this.requestUpdate());
    this.forms = { roles: [], profile: [] };
    this.drafts = new Drafts(this);
    this.selected = new Map();
    this.dialog = () => /** @type {any} */ (nothing);
    /** @type {any} */
    this.asked = null;
    this.keys = shortcuts({
      search: () => this.focusOn("#search"),
      help: () => this.tell("help"),
      close: () => this.route.id && go(address(this.route.query)),
    });
    this.addEventListener("filter", (event) => this.filter(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("select-users", (event) => this.select(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("ask-delete", (event) => this.askDelete(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("many", (event) => attempt(this, () => this.many(/** @type {CustomEvent} */ (event).detail)));
    this.addEventListener("changed", () => this.reload());
    this.addEventListener("walk", () => attempt(this, () => this.list.walk()));
    this.addEventListener("close", () => (this.dialog = () => nothing));
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("keydown", this.keys);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.keys);
    this.list.drop();
  }

  willUpdate(changed) {
    const { query, id } = this.route;
    const shut = changed.get("route")?.id;
    if (shut && !id) {
      // Also by going back: the focus goes to the row that the panel was opened from.
      this.focusOn(`[data-user="${CSS.escape(shut)}"] a`);
    }
    this.keep("forms", api.forms());
    if (changed.has("route") && JSON.stringify(query) !== JSON.stringify(this.asked)) {
      this.selected = sameFilters(query, this.asked ?? query) ? this.selected : new Map();
      this.asked = query;
      this.load();
    }
  }

  load() {
    return this.list.ask(this.route.query, (problem) =>
      this.tell("trouble", { problem, retry: problem.passes ? () => this.load() : undefined }),
    );
  }

  /** Something was changed here: the list and the panel show it. */
  reload() {
    [this, this.querySelector("user-panel")].forEach((/** @type {any} */ part) => part?.load());
  }

  filter({ change, replace }) {
    go(address({ ...this.route.query, page: "", cursor: "", ...change }, this.route.id, this.route.tab), replace);
  }

  select({ users, on }) {
    const selected = new Map(this.selected);
    users.forEach((user) => (on ? selected.set(user.id, user) : selected.delete(user.id)));
    this.selected = selected;
  }

  askDelete(user) {
    this.dialog = () =>
      html`<delete-user .user=${user} @deleted=${(event) => this.deleted(event.detail)}></delete-user>`;
  }

  deleted(user) {
    this.drafts.forget(user.id);
    this.select({ users: [user], on: false });
    go(address(this.route.query, this.route.id === user.id ? "" : this.route.id));
    // What had the focus is gone with the user.
    this.load().then(() => this.focusOn("#search"));
  }

  async many({ act, all }) {
    const filters = this.route.query;
    const total = all ? await this.list.total(filters) : this.selected.size;
    this.dialog =
      () => html`<many-dialog .act=${act} .users=${[...this.selected.values()]} .filters=${all ? filters : null}
      .total=${total} .roles=${this.forms.roles} @changed=${() => act === "delete" && (this.selected = new Map())}></many-dialog>`;
  }

  create(invite) {
    this.dialog = () => html`<new-user .invite=${invite} .roles=${this.forms.roles} .profile=${this.forms.profile}
      @created=${(event) => go(address(this.route.query, event.detail.id))}></new-user>`;
  }

  render() {
    return html`<main class="ua-main ${this.route.id ? "ua-main--open" : ""}">
      <section class="ua-list-side" aria-labelledby="users-heading">
        ${pageHeading({
          create: (invite) => this.create(invite),
          exports: () => exportList(this.route.query, this),
          imports: () => (this.dialog = () => html`<import-wizard .profile=${this.forms.profile}></import-wizard>`),
        })}
        <user-filters .query=${this.route.query} .roles=${this.forms.roles} .hint=${this.list.hint}></user-filters>
        ${
          this.selected.size > 0
            ? html`<bulk-bar .selected=${this.selected} .page=${this.list.page} @clear=${() => (this.selected = new Map())}></bulk-bar>`
            : nothing
        }
        <users-list .page=${this.list.page} .query=${this.route.query} .cursors=${this.list.cursors} .open=${this.route.id} .selected=${this.selected}
          .loading=${this.list.loading} @new-user=${() => this.create(false)}></users-list>
      </section>
      ${
        this.route.id
          ? html`<user-panel .userId=${this.route.id} .tab=${this.route.tab} .query=${this.route.query}
            .roles=${this.forms.roles} .profile=${this.forms.profile} .drafts=${this.drafts} @shut=${() => go(address(this.route.query))}></user-panel>`
          : nothing
      }
      ${this.dialog()}
    </main>`;
  }
}

customElements.define("users-page", UsersPage);
