/** What can be done to the user in the panel; what cannot be done yet counts down. */
import { PageElement, button, html, nothing, t } from "./element.js";
import { has } from "../settings.js";
import { may, statusOf } from "../names.js";
import { activate, deactivate, sendMail } from "../acts.js";

export class PanelActs extends PageElement {
  static properties = { user: {}, wait: { state: true } };

  constructor() {
    super();
    this.user = null;
    this.wait = 0;
    this.clock = 0;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.clock);
  }

  mail(kind) {
    sendMail(this.user, this, kind, (problem) => this.countDown(problem));
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
    const waits = this.wait > 0;
    const link = (label, act, disabled = false) => button(label, act, "pf-m-link", disabled);
    return html`<div class="ua-panel__acts" role="group" aria-label=${t("actions")}>
      ${active ? link(waits ? t("waits", { count: this.wait }) : t(`send.${kind}`), () => this.mail(kind), waits) : nothing}
      ${
        active && has("/users/{user}/send-verification") && user.email_verified === false
          ? link(t("send.verification"), () => this.mail("verification"), waits)
          : nothing
      }
      ${active ? link(t("deactivate"), () => deactivate(user, this)) : link(t("activate"), () => activate(user, this))}
      ${may("DELETE", user) ? button(t("deleteUser"), () => this.tell("ask-delete", user), "pf-m-link pf-m-danger") : nothing}
    </div>`;
  }
}

customElements.define("panel-acts", PanelActs);
