/** What the page is about, and the ways to a new user. */
import { html, nothing, t } from "./element.js";
import { has } from "../settings.js";

const button = (id, label, kind, act) =>
  html`<button class="pf-v5-c-button ${kind}" type="button" id=${id} @click=${act}>${label}</button>`;

/** @param {{create: (invite: boolean) => void, exports: () => void, imports: () => void}} acts */
export const pageHeading = ({ create, exports, imports }) =>
  html`<div class="ua-heading">
    <h1 class="pf-v5-c-title pf-m-xl" id="users-heading">${t("users")}</h1>
    ${has("/users/export") ? button("export", t("export"), "pf-m-link", exports) : nothing}
    ${has("/users/import") ? button("import", t("import"), "pf-m-secondary", imports) : nothing}
    ${has("/users/{user}/send-invitation") ? button("invite", t("invite"), "pf-m-secondary", () => create(true)) : nothing}
    ${button("new-user", t("newUser"), "pf-m-primary", () => create(false))}
  </div>`;
