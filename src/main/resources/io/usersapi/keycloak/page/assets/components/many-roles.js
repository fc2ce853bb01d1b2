/** The choice of which roles of many users change and how, and a preview of the roles that each user will have. */
import { PageElement, box, html, nothing } from "./element.js";
import { shown, t } from "../texts.js";
import { nameOf } from "../names.js";
import { rolesAfter } from "../many.js";
import "./role-picker.js";

/** How many users are named. */
const NAMED = 5;

export class ManyRoles extends PageElement {
  static properties = { users: {}, roles: {}, mode: {}, picked: {} };

  constructor() {
    super();
    this.users = [];
    this.roles = [];
    this.mode = "add";
    this.picked = [];
  }

  render() {
    return html`<fieldset class="ua-roles">
        <legend class="pf-v5-c-form__label-text">${t("many.how")}</legend>
        ${["add", "remove", "replace"].map((mode) =>
          box({
            type: "radio",
            name: "mode",
            id: `mode-${mode}`,
            label: t(`many.${mode}`),
            checked: this.mode === mode,
            change: () => this.tell("mode", mode),
          }),
        )}
      </fieldset>
      <role-picker .roles=${this.roles} .held=${this.picked} .label=${t("field.roles")}></role-picker>
      ${this.users.length > 0 ? this.preview() : nothing}`;
  }

  preview() {
    return html`<h3 class="pf-v5-c-form__label-text">${t("many.after")}</h3>
      <ul class="ua-list">
        ${this.users.slice(0, NAMED).map((user) => {
          const names = rolesAfter(user, this.mode, this.picked, this.roles).map((role) => shown(role.name));
          return html`<li><bdi>${nameOf(user)}</bdi>: ${names.join(", ") || "–"}</li>`;
        })}
      </ul>`;
  }
}

customElements.define("many-roles", ManyRoles);
