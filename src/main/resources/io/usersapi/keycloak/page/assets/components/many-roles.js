/** Which roles of many users change, how, and what each of them will have. */
import { PageElement, box, group, html, nothing, shown, t } from "./element.js";
import { nameOf } from "../names.js";
import { rolesAfter } from "../many.js";
import "./role-picker.js";

/** So many users are named. */
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
    const ways = ["add", "remove", "replace"].map((mode) =>
      box({
        type: "radio",
        name: "mode",
        id: `mode-${mode}`,
        label: t(`many.${mode}`),
        checked: this.mode === mode,
        change: () => this.tell("mode", mode),
      }),
    );
    return html`${group(t("many.how"), ways)}
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
