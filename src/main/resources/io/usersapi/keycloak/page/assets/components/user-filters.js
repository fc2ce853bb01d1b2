/** The search field and the filters above the list. */
import { PageElement, button, caret, html, nothing, sign, t } from "./element.js";
import { FILTERS } from "../route.js";
import { has } from "../settings.js";

/** So long after the last key the list is asked. */
const PAUSE = 250;

export class UserFilters extends PageElement {
  static properties = { query: {}, roles: {}, hint: {}, more: { state: true } };

  constructor() {
    super();
    this.query = {};
    this.roles = [];
    this.hint = "";
    this.more = false;
    this.timer = 0;
    /** What stands in a field, letter by letter, and what of it was told. @type {Record<string, {text: string, told: string}>} */
    this.typing = {};
  }

  /** A filter that was changed elsewhere, as by going back, wins over what was typed; what is still being typed stays. */
  willUpdate(changed) {
    if (changed.has("query")) {
      const kept = Object.entries(this.typing).filter(([name, { told }]) => told === (this.query[name] ?? ""));
      this.typing = Object.fromEntries(kept);
    }
  }

  /** Tells the filters as they shall be; `replace` while one is still typing. */
  set(change, replace = false) {
    clearTimeout(this.timer);
    this.tell("filter", { change, replace });
  }

  typed(name, value, replace = true) {
    clearTimeout(this.timer);
    this.typing[name] = { text: value, told: this.typing[name]?.told ?? this.query[name] ?? "" };
    // Half an attribute is none: the name, a colon and the value make one.
    const told = name === "attribute" && !/.:./.test(value) ? "" : value.trim();
    this.timer = setTimeout(() => {
      this.typing[name].told = told;
      this.set({ [name]: told }, replace);
    }, PAUSE);
  }

  text(name) {
    return this.typing[name]?.text ?? this.query[name] ?? "";
  }

  render() {
    const set = FILTERS.filter((name) => this.query[name]);
    return html`<form class="ua-filters" role="search" @submit=${(event) => event.preventDefault()}>
      <div class="pf-v5-c-text-input-group ua-filters__search">
        <div class="pf-v5-c-text-input-group__main pf-m-icon">
          <span class="pf-v5-c-text-input-group__text">
            <span class="pf-v5-c-text-input-group__icon">${sign("fa-search")}</span>
            <input class="pf-v5-c-text-input-group__text-input" type="search" id="search" maxlength="255" autocomplete="off"
              placeholder=${t("search")} aria-label=${t("search")} aria-describedby="search-hint"
              .value=${this.text("search")} @input=${(event) => this.typed("search", event.target.value)}>
          </span>
        </div>
      </div>
      ${this.choice("status", ["active", "inactive", "deleted", "all"], (value) => t(`status.${value}`))}
      ${this.choice("type", ["user", "admin"], (value) => t(`type.${value}`))}
      ${this.choice(
        "role",
        this.roles.map((role) => role.name),
        (value) => value,
      )}
      ${has("/profile") ? this.moreFilters() : nothing}
      ${set.length > 0 ? button(t("clearAll"), this.clear, "pf-m-link") : nothing}
      <span id="search-hint" class="ua-filters__hint" role="status">${this.hint}</span>
    </form>`;
  }

  choice(name, values, label) {
    const chosen = this.query[name] ?? "";
    // A role that the caller may not assign can be in a link all the same.
    const known = chosen && !values.includes(chosen) ? [...values, chosen] : values;
    return html`<span class="pf-v5-c-form-control ua-filters__choice">
      <select aria-label=${t(`field.${name}`)} data-filter=${name} .value=${chosen}
        @change=${(event) => this.set({ [name]: event.target.value })}>
        <option value="">${t(`any.${name}`)}</option>
        ${known.map((value) => html`<option value=${value} ?selected=${value === chosen}>${label(value)}</option>`)}
      </select>
      ${caret}
    </span>`;
  }

  moreFilters() {
    const open = this.more || this.query.invitation || this.query.email_verified || this.query.attribute;
    return html`<button class="pf-v5-c-button pf-m-link" type="button" aria-expanded=${Boolean(open)}
        @click=${() => (this.more = !open)}>${t("moreFilters")}</button>
      ${
        open
          ? html`${has("/users/{user}/send-invitation") ? this.choice("invitation", ["pending"], (value) => t(`invitation.${value}`)) : nothing}
            ${this.choice("email_verified", ["true", "false"], (value) => t(`email_verified.${value}`))}
            <span class="pf-v5-c-form-control ua-filters__choice">
              <input type="text" aria-label=${t("field.attribute")} placeholder=${t("any.attribute")} autocomplete="off"
                .value=${this.text("attribute")} @input=${(event) => this.typed("attribute", event.target.value)}>
            </span>`
          : nothing
      }`;
  }

  clear() {
    this.more = false;
    this.typing = {};
    // What was typed a moment ago stands nowhere but in the field.
    this.querySelector("input").value = "";
    this.set(Object.fromEntries(FILTERS.map((name) => [name, ""])));
    this.focusOn("#search");
  }
}

customElements.define("user-filters", UserFilters);
