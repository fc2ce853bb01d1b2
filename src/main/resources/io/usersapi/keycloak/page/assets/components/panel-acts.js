/** What can be done to the user in the panel; what cannot be done yet counts down. */
import { PageElement, html, nothing } from "./element.js";
import { t } from "../texts.js";
import { has } from "../settings.js";
import { statusOf } from "../names.js";
import { activate, attempt, deactivate, sendMail } from "../acts.js";

export class PanelActs extends PageElement {
  static properties = { user: {}, me: {}, wait: { state: true } };

  constructor() {
    super();
    this.user = null;
    this.me = null;
    this.wait = 0;
    this.clock = 0;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.clock);
  }

  mail(kind) {
    attempt(this, () => sendMail(this.user, this, kind).catch((problem) => this.countDown(problem)));
  }

  countDown(problem) {
    if (problem.code !== "too_many_requests") {
      throw problem;
    }
    this.wait = problem.retryAfter;
    clearInterval(this.clock);
    this.clock = window.setInterval(() => (this.wait -= 1) > 0 || clearInterval(this.clock), 1000);
  }

  render() {
    const { user } = this;
    const active = user.status === "active";
    const kind = statusOf(user) === "invited" ? "invitation" : "password-reset";
    const button = (label, act, { danger = false, disabled = false } = {}) =>
      html`<button class="pf-v5-c-button pf-m-link ${danger ? "pf-m-danger" : ""}" type="button" ?disabled=${disabled} @click=${act}>${label}</button>`;
    const later = this.wait > 0 ? { disabled: true } : {};
    return html`<div class="ua-panel__acts" role="group" aria-label=${t("actions")}>
      ${active ? button(this.wait > 0 ? t("waits", { count: this.wait }) : t(`send.${kind}`), () => this.mail(kind), later) : nothing}
      ${
        active && has("/users/{user}/send-verification") && user.email_verified === false
          ? button(t("send.verification"), () => this.mail("verification"), later)
          : nothing
      }
      ${active ? button(t("deactivate"), () => deactivate(user, this)) : button(t("activate"), () => activate(user, this))}
      ${button(t("deleteUser"), () => this.tell("ask-delete", user), { danger: true })}
    </div>`;
  }
}

customElements.define("panel-acts", PanelActs);
