/** The table with its pages, or what stands in its place: nothing yet, nobody at all, nobody found. */
import { PageElement, button, html, knows, nothing, sign, t } from "./element.js";
import { FILTERS } from "../route.js";
import "./empty-state.js";
import "./page-links.js";
import "./user-table.js";

export class UsersList extends PageElement {
  static properties = { page: {}, query: {}, cursors: {}, open: {}, selected: {}, loading: {} };

  constructor() {
    super();
    this.page = null;
    this.query = {};
    this.cursors = {};
    this.open = "";
    this.selected = new Map();
    this.loading = false;
  }

  render() {
    if (!this.page) {
      return this.loading ? skeletons : nothing;
    }
    if (this.page.data.length === 0) {
      return FILTERS.some((name) => this.query[name]) ? this.nothingFound() : this.noUsers();
    }
    return html`<user-table class=${this.loading ? "ua-dimmed" : ""} .users=${this.page.data} .query=${this.query}
        .open=${this.open} .selected=${this.selected} .loading=${this.loading}></user-table>
      <page-links .meta=${this.page.meta} .query=${this.query} .cursors=${this.cursors} .more=${Boolean(this.page.links.next)}></page-links>`;
  }

  noUsers() {
    const action = button(t("newUser"), () => this.tell("new-user"), "pf-m-primary");
    return html`<empty-state .icon=${"fa-users"} .heading=${t("noUsers.heading")} .text=${t("noUsers.text")} .actions=${action}></empty-state>`;
  }

  /** Each filter can be taken away. */
  nothingFound() {
    const actions = FILTERS.filter((name) => this.query[name]).map((name) =>
      button(
        html`${t("without", { filter: t(`field.${name}`), value: this.value(name) })} ${sign("fa-times")}`,
        () => this.tell("filter", { change: { [name]: "" } }),
        "pf-m-secondary pf-m-small",
      ),
    );
    return html`<div role="status">
      <empty-state .icon=${"fa-search"} .heading=${t("nothingFound.heading")} .text=${t("nothingFound.text")} .actions=${actions}></empty-state>
    </div>`;
  }

  value(name) {
    const key = `${name}.${this.query[name]}`;
    return knows(key) ? t(key) : this.query[name];
  }
}

const skeletons = html`<div class="ua-skeletons" aria-busy="true">
  ${Array.from({ length: 8 }, () => html`<div class="pf-v5-c-skeleton"></div>`)}
</div>`;

customElements.define("users-list", UsersList);
