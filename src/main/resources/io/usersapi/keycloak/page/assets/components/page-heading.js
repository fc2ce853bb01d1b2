/** What the page is about, and the ways to a new user. */
import { PageElement, html, nothing, t } from "./element.js";
import { has } from "../settings.js";

export class PageHeading extends PageElement {
  render() {
    const button = (id, label, kind, act) =>
      html`<button class="pf-v5-c-button ${kind}" type="button" id=${id} @click=${act}>${label}</button>`;
    return html`<div class="ua-heading">
      <h1 class="pf-v5-c-title pf-m-xl" id="users-heading">${t("users")}</h1>
      ${has("/users/export") ? button("export", t("export"), "pf-m-link", () => this.tell("export")) : nothing}
      ${has("/users/import") ? button("import", t("import"), "pf-m-secondary", () => this.tell("import")) : nothing}
      ${has("/users/{user}/send-invitation") ? button("invite", t("invite"), "pf-m-secondary", () => this.tell("create", true)) : nothing}
      ${button("new-user", t("newUser"), "pf-m-primary", () => this.tell("create", false))}
    </div>`;
  }
}

customElements.define("page-heading", PageHeading);
