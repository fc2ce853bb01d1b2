/** The list. Arrows go from row to row, Enter opens, Space selects. */
import { PageElement, html, nothing, shown, sign, t } from "./element.js";
import { repeat } from "../lit/lit-html/directives/repeat.js";
import { address } from "../route.js";
import { nameOf, statusLabel, timeAgo } from "../names.js";
import { actsOn } from "../acts.js";
import "./action-menu.js";

const COLUMNS = ["name", "email", "roles", "status", "updated_at"];
const SORTED = ["name", "email", "updated_at"];

export class UserTable extends PageElement {
  static properties = { users: {}, query: {}, open: {}, selected: {}, loading: {} };

  constructor() {
    super();
    this.users = [];
    this.query = {};
    this.open = "";
    /** @type {Map<string, any>} */
    this.selected = new Map();
    this.loading = false;
  }

  get selectable() {
    return this.users.filter((user) => user.status !== "deleted");
  }

  render() {
    const all = this.selectable.length > 0 && this.selectable.every((user) => this.selected.has(user.id));
    return html`<table class="pf-v5-c-table pf-m-grid-md pf-m-compact ua-table" role="table" aria-label=${t("users")}
      aria-busy=${this.loading} @keydown=${this.pressed}>
      <thead class="pf-v5-c-table__thead" role="rowgroup">
        <tr class="pf-v5-c-table__tr" role="row">
          <th class="pf-v5-c-table__th pf-v5-c-table__check" role="columnheader" scope="col">
            <input type="checkbox" aria-label=${t("selectPage")} .checked=${all} @change=${() => this.select(this.selectable, !all)}>
          </th>
          ${COLUMNS.map((name) => this.head(name))}
          <th class="pf-v5-c-table__th" role="columnheader" scope="col"><span class="pf-v5-screen-reader">${t("actions")}</span></th>
        </tr>
      </thead>
      <tbody class="pf-v5-c-table__tbody" role="rowgroup">
        ${repeat(
          this.users,
          (user) => user.id,
          (user) => this.row(user),
        )}
      </tbody>
    </table>`;
  }

  head(name) {
    const current = this.query.sort;
    const direction = current === name ? "ascending" : current === `-${name}` ? "descending" : "none";
    if (!SORTED.includes(name)) {
      return html`<th class="pf-v5-c-table__th" role="columnheader" scope="col">${t(`field.${name}`)}</th>`;
    }
    const icon = { ascending: "fa-long-arrow-alt-up", descending: "fa-long-arrow-alt-down", none: "fa-arrows-alt-v" }[
      direction
    ];
    const next = direction === "ascending" ? `-${name}` : name;
    return html`<th class="pf-v5-c-table__th pf-v5-c-table__sort ${direction === "none" ? "" : "pf-m-selected"}"
      role="columnheader" scope="col" aria-sort=${direction}>
      <button class="pf-v5-c-table__button" type="button" @click=${() => this.tell("filter", { change: { sort: next } })}>
        <span class="pf-v5-c-table__button-content">
          <span class="pf-v5-c-table__text">${t(`field.${name}`)}</span>
          <span class="pf-v5-c-table__sort-indicator">${sign(icon)}</span>
        </span>
      </button>
    </th>`;
  }

  row(user) {
    const dead = user.status === "deleted";
    const cell = (name, content) =>
      html`<td class="pf-v5-c-table__td" role="cell" data-label=${t(`field.${name}`)}>${content}</td>`;
    return html`<tr class="pf-v5-c-table__tr ${user.id === this.open ? "ua-open" : ""}" role="row" data-user=${user.id}>
      <td class="pf-v5-c-table__td pf-v5-c-table__check" role="cell">
        ${
          dead
            ? nothing
            : html`<input type="checkbox" aria-label=${t("select", { name: nameOf(user) })} .checked=${this.selected.has(user.id)}
              @change=${() => this.select([user], !this.selected.has(user.id))}>`
        }
      </td>
      ${cell(
        "name",
        dead
          ? html`<bdi>${nameOf(user)}</bdi>`
          : html`<a class="ua-name" title=${nameOf(user)} href=${address(this.query, user.id)}
        aria-current=${user.id === this.open ? "true" : nothing}><bdi>${nameOf(user)}</bdi></a>`,
      )}
      ${cell("email", html`<bdi title=${shown(user.email)}>${shown(user.email)}</bdi>`)}
      ${cell("roles", this.roles(user))}
      ${cell("status", statusLabel(user))}
      ${cell("updated_at", timeAgo(user.updated_at))}
      <td class="pf-v5-c-table__td pf-v5-c-table__action" role="cell">
        ${dead ? nothing : html`<action-menu .label=${t("actionsOn", { name: nameOf(user) })} .items=${() => actsOn(user, this)}></action-menu>`}
      </td>
    </tr>`;
  }

  /** The admin first, then one role by name and the number of the others. */
  roles(user) {
    const names = user.roles.map((role) => shown(role.name));
    if (names.length === 0) {
      return "–";
    }
    const more = names.length > 2 ? t("moreRoles", { count: names.length - 1 }) : "";
    return html`<bdi title=${names.join(", ")}>${more ? `${names[0]}, ${more}` : names.join(", ")}</bdi>`;
  }

  select(users, on) {
    this.tell("select-users", { users, on });
  }

  pressed(event) {
    const links = [...this.querySelectorAll("a.ua-name")];
    const at = links.indexOf(event.target);
    if (at < 0) {
      return;
    }
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      /** @type {HTMLElement} */ (links[next])?.focus();
    } else if (event.key === " ") {
      event.preventDefault();
      const user = this.users.find((other) => other.id === links[at].closest("tr").dataset.user);
      this.select([user], !this.selected.has(user.id));
    }
  }
}

customElements.define("user-table", UserTable);
