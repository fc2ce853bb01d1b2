/** What the page is about, and the ways to a new user. */
import { PageElement, html, nothing } from "./element.js";
import { t } from "../texts.js";
import { has } from "../settings.js";

export class PageHeading extends PageElement {
  render() {
    const button = (id, invite, label, kind) => html`<button class="pf-v5-c-button ${kind}" type="button" id=${id}
      @click=${() => this.tell("create", invite)}>${label}</button>`;
    return html`<div class="ua-heading">
      <h1 class="pf-v5-c-title pf-m-xl" id="users-heading">${t("users")}</h1>
      ${has("/users/{user}/send-invitation") ? button("invite", true, t("invite"), "pf-m-secondary") : nothing}
      ${button("new-user", false, t("newUser"), "pf-m-primary")}
    </div>`;
  }
}

customElements.define("page-heading", PageHeading);
