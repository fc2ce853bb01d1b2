/** The roles that the caller may assign, to be ticked, with a field to find one among many; others that a user has by name. */
import { PageElement, group, html, nothing, shown, t } from "./element.js";

const MANY = 10;

/** Two pickers can be on the page at once: their fields need names of their own. */
let pickers = 0;

export class RolePicker extends PageElement {
  static properties = { roles: {}, held: {}, assigned: {}, label: {}, find: { state: true } };

  constructor() {
    super();
    /** @type {any[]} */
    this.roles = [];
    /** Ids of those that are ticked. @type {string[]} */
    this.held = [];
    /** What the user has now. @type {any[]} */
    this.assigned = [];
    this.label = "";
    this.find = "";
    pickers += 1;
    this.fields = `roles-${pickers}`;
  }

  render() {
    const sought = this.find.toLowerCase();
    const found = this.roles.filter((role) => role.name.toLowerCase().includes(sought));
    const fixed = this.assigned.filter((role) => !this.roles.some((other) => other.id === role.id));
    return html`${group(
      this.label,
      html`${
        this.roles.length > MANY
          ? html`<span class="pf-v5-c-form-control">
            <input type="search" aria-label=${t("findRole")} placeholder=${t("findRole")} @input=${(event) => (this.find = event.target.value)}>
          </span>`
          : nothing
      }
      ${this.roles.length === 0 ? html`<p>${t("noRoles")}</p>` : nothing}
      ${found.map((role) => this.choice(role))}`,
    )}
    ${
      fixed.length > 0
        ? html`<p>${t("fixedRoles")} ${fixed.map((role, at) => html`${at > 0 ? ", " : ""}<bdi>${shown(role.name)}</bdi>`)}</p>`
        : nothing
    }`;
  }

  choice(role) {
    const id = `${this.fields}-${role.id}`;
    return html`<div class="pf-v5-c-check">
      <input class="pf-v5-c-check__input" type="checkbox" id=${id} data-role=${role.id} .checked=${this.held.includes(role.id)}
        aria-describedby=${role.description ? `${id}-text` : nothing} @change=${(event) => this.tick(role, event.target.checked)}>
      <label class="pf-v5-c-check__label" for=${id}><bdi>${shown(role.name)}</bdi></label>
      ${role.description ? html`<span class="pf-v5-c-check__description" id="${id}-text">${shown(role.description)}</span>` : nothing}
    </div>`;
  }

  tick(role, on) {
    const held = this.held.filter((id) => id !== role.id);
    this.tell("held", on ? [...held, role.id] : held);
  }
}

customElements.define("role-picker", RolePicker);
