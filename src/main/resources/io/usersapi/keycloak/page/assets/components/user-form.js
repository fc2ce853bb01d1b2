/** The form of a user, with the buttons that save or discard what was typed. */
import { PageElement, button, html } from "./element.js";
import { t } from "../texts.js";
import "./user-details.js";
import "./user-roles.js";

export class UserForm extends PageElement {
  static properties = {
    tab: {},
    user: {},
    draft: {},
    roles: {},
    profile: {},
    problem: {},
    saving: { type: Boolean },
    changed: { type: Boolean },
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
    this.tell("save");
  }

  render() {
    return html`<form class="ua-panel__form" novalidate @submit=${this.submit}>
      ${
        this.tab === "roles"
          ? html`<user-roles .user=${this.user} .held=${this.draft.roles} .roles=${this.roles}></user-roles>`
          : html`<user-details .user=${this.user} .draft=${this.draft} .profile=${this.profile} .problem=${this.problem}></user-details>`
      }
      <footer class="ua-panel__save">
        ${button(t("discard"), () => this.tell("discard"), "pf-m-link", !this.changed)}
        <button class="pf-v5-c-button pf-m-primary" type="submit" ?disabled=${!this.changed || this.saving}>${t("save")}</button>
      </footer>
    </form>`;
  }
}

customElements.define("user-form", UserForm);
