/** What can be changed of a user, with the buttons that keep it or let it go. */
import { PageElement, button, html, isReadable, t } from "./element.js";
import "./role-picker.js";
import "./user-details.js";

export class UserForm extends PageElement {
  static properties = {
    tab: {},
    user: {},
    draft: {},
    roles: {},
    profile: {},
    problem: {},
    saving: {},
    changed: {},
  };

  constructor() {
    super();
    this.tab = "details";
    this.user = null;
    this.draft = /** @type {any} */ ({});
    this.roles = [];
    this.profile = [];
    this.problem = null;
    this.saving = false;
    this.changed = false;
  }

  submit(event) {
    event.preventDefault();
    if (isReadable(event.target)) {
      this.tell("save");
    }
  }

  render() {
    return html`<form class="ua-panel__form" novalidate @submit=${this.submit}>
      ${
        this.tab === "roles"
          ? html`<role-picker .roles=${this.roles} .held=${this.draft.roles} .assigned=${this.user.roles} .label=${t("field.roles")}
            @held=${(event) => this.tell("edit", { name: "roles", value: [...event.detail].sort() })}></role-picker>`
          : html`<user-details .user=${this.user} .draft=${this.draft} .profile=${this.profile} .problem=${this.problem}></user-details>`
      }
      <footer class="ua-panel__save">
        ${button(t("discard"), () => this.tell("discard"), "pf-m-link", !this.changed || this.saving)}
        ${button(t("save"), null, "pf-m-primary", !this.changed || this.saving)}
      </footer>
    </form>`;
  }
}

customElements.define("user-form", UserForm);
