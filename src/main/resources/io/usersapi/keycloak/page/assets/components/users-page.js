/** The list of users with its filters, what is selected in it, and the user that is open beside it. */
import { PageElement, html, nothing } from "./element.js";
import * as api from "../api.js";
import { t } from "../texts.js";
import { FILTERS, address, go } from "../route.js";
import { has } from "../settings.js";
import { shortcuts } from "../shortcuts.js";
import "./bulk-bar.js";
import "./delete-user.js";
import "./many-dialog.js";
import "./new-user.js";
import "./user-filters.js";
import "./user-panel.js";
import "./users-list.js";

const PER_PAGE = "20";
/** So many letters a search of a large realm needs. */
const LETTERS = 3;

export class UsersPage extends PageElement {
  static properties = {
    route: {},
    me: {},
    page: { state: true },
    loading: { state: true },
    roles: { state: true },
    selected: { state: true },
    dialog: { state: true },
    hint: { state: true },
  };

  constructor() {
    super();
    this.route = { query: {}, id: "", tab: "" };
    this.me = null;
    this.page = null;
    this.loading = false;
    this.roles = [];
    this.selected = new Map();
    this.dialog = nothing;
    this.hint = "";
    this.large = false;
    this.asked = "";
    this.running = new AbortController();
    this.keys = shortcuts({
      search: () => this.focusOn("#search"),
      help: () => this.tell("help"),
      close: () => this.route.id && this.shut(),
    });
    this.addEventListener("filter", (event) => this.filter(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("select-users", (event) => this.select(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("ask-delete", (event) => this.askDelete(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("many", (event) => this.many(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("changed", () => this.reload());
    this.addEventListener("close", () => (this.dialog = nothing));
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("keydown", this.keys);
    api.roles().then((roles) => (this.roles = roles), () => {});
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.keys);
    this.running.abort();
  }

  willUpdate(changed) {
    const query = JSON.stringify(this.route.query);
    if (changed.has("route") && query !== this.asked) {
      const filters = (text) => FILTERS.map((name) => JSON.parse(text || "{}")[name]).join();
      if (filters(query) !== filters(this.asked)) {
        this.selected = new Map();
      }
      this.asked = query;
      this.load();
    }
  }

  /** Asks for the page that the address names; the answer to an older question is dropped. */
  async load() {
    const { query } = this.route;
    this.running.abort();
    this.running = new AbortController();
    const { signal } = this.running;
    this.hint = this.large && query.search && [...query.search].length < LETTERS ? t("moreLetters", { count: LETTERS }) : "";
    if (this.hint) {
      return;
    }
    this.loading = true;
    try {
      this.page = await api.users({ per_page: PER_PAGE, ...query }, signal);
      this.large ||= Boolean(this.page.meta.total_capped);
      this.loading = false;
    } catch (problem) {
      if (!signal.aborted) {
        this.loading = false;
        this.tell("trouble", { problem, retry: problem.passes ? () => this.load() : undefined });
      }
    }
  }

  /** Something was changed here: the list and the panel show it. */
  reload() {
    this.load();
    /** @type {any} */ (this.querySelector("user-panel"))?.load();
  }

  filter({ change, replace }) {
    go(address({ ...this.route.query, page: "", ...change }, this.route.id, this.route.tab), replace);
  }

  select({ users, on }) {
    const selected = new Map(this.selected);
    users.forEach((user) => (on ? selected.set(user.id, user) : selected.delete(user.id)));
    this.selected = selected;
  }

  askDelete(user) {
    this.dialog = html`<delete-user .user=${user} @deleted=${(event) => this.deleted(event.detail)}></delete-user>`;
  }

  deleted(user) {
    this.select({ users: [user], on: false });
    if (this.route.id === user.id) {
      go(address(this.route.query));
    }
    this.load();
  }

  many({ act, all }) {
    const { page: _, sort: __, per_page: ___, ...filters } = this.route.query;
    this.dialog = html`<many-dialog .act=${act} .users=${[...this.selected.values()]} .filters=${all ? filters : null}
      .total=${all ? this.page.meta.total : this.selected.size} .roles=${this.roles}></many-dialog>`;
  }

  create(invite) {
    this.dialog = html`<new-user .invite=${invite} .roles=${this.roles}
      @created=${(event) => go(address(this.route.query, event.detail.id))}></new-user>`;
  }

  /** Closes the panel; the focus goes to the row that it was opened from. */
  shut() {
    const { id } = this.route;
    go(address(this.route.query));
    this.focusOn(`[data-user="${CSS.escape(id)}"] a`);
  }

  render() {
    const invite = has("/users/{user}/send-invitation");
    return html`<main class="ua-main ${this.route.id ? "ua-main--open" : ""}">
      <section class="ua-list-side" aria-labelledby="users-heading">
        <div class="ua-heading">
          <h1 class="pf-v5-c-title pf-m-xl" id="users-heading">${t("users")}</h1>
          ${invite ? html`<button class="pf-v5-c-button pf-m-secondary" type="button" @click=${() => this.create(true)}>${t("invite")}</button>` : nothing}
          <button class="pf-v5-c-button pf-m-primary" type="button" id="new-user" @click=${() => this.create(false)}>${t("newUser")}</button>
        </div>
        <user-filters .query=${this.route.query} .roles=${this.roles} .hint=${this.hint}></user-filters>
        ${this.selected.size > 0
          ? html`<bulk-bar .selected=${this.selected} .page=${this.page} @clear=${() => (this.selected = new Map())}></bulk-bar>`
          : nothing}
        <users-list .page=${this.page} .query=${this.route.query} .open=${this.route.id} .selected=${this.selected}
          .loading=${this.loading} @new-user=${() => this.create(false)}></users-list>
      </section>
      ${this.route.id
        ? html`<user-panel .userId=${this.route.id} .tab=${this.route.tab} .query=${this.route.query}
            .roles=${this.roles} .me=${this.me} @shut=${this.shut}></user-panel>`
        : nothing}
      ${this.dialog}
    </main>`;
  }
}

customElements.define("users-page", UsersPage);
