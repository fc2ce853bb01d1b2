/** The roles of a user: those that may be assigned here to be ticked, the others by name. */
import { PageElement, html, nothing, shown, t } from "./element.js";
import "./role-picker.js";

export class UserRoles extends PageElement {
  static properties = { user: {}, held: {}, roles: {} };

  constructor() {
    super();
    this.user = null;
    this.held = [];
    this.roles = [];
  }

  render() {
    const fixed = this.user.roles.filter((role) => !this.roles.some((other) => other.id === role.id));
    return html`<role-picker .roles=${this.roles} .held=${this.held} .label=${t("field.roles")}
        @held=${(event) => this.tell("edit", { name: "roles", value: [...event.detail].sort() })}></role-picker>
      ${
        fixed.length > 0
          ? html`<p>${t("fixedRoles")} ${fixed.map((role, at) => html`${at > 0 ? ", " : ""}<bdi>${shown(role.name)}</bdi>`)}</p>`
          : nothing
      }`;
  }
}

customElements.define("user-roles", UserRoles);
