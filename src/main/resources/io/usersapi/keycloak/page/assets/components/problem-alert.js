/** What went wrong, what stayed as it was, and what to do. */
import { PageElement, button, html, knows, nothing, sign, t } from "./element.js";
import { address } from "../route.js";
import { settings } from "../settings.js";

/** The sentence of a problem: the page's own where there is one, else the API's, which speaks the same language. */
export function sentence(problem) {
  const key = `problem.${problem.code}`;
  return knows(key)
    ? t(key, { realm: settings.title, seconds: problem.retryAfter })
    : (problem.code && problem.message) || t("problem.other");
}

export class ProblemAlert extends PageElement {
  /** `fields`: those that tell their errors themselves. */
  static properties = { problem: {}, retry: {}, fields: {} };

  constructor() {
    super();
    this.problem = null;
    this.retry = null;
    this.fields = [];
  }

  render() {
    return html`<div class="pf-v5-c-alert pf-m-danger pf-m-inline" role="alert">
      <div class="pf-v5-c-alert__icon">${sign("fa-exclamation-circle")}</div>
      <p class="pf-v5-c-alert__title">${sentence(this.problem)}</p>
      ${this.details()}
      <div class="pf-v5-c-alert__action-group">${this.actions()}</div>
    </div>`;
  }

  /** Rules that were broken by what stands in no field of the screen. */
  details() {
    const elsewhere = Object.entries(this.problem.errors ?? {}).filter(([field]) => !this.fields.includes(field));
    const errors = elsewhere.flatMap(([, broken]) => broken);
    return errors.length > 0
      ? html`<ul class="pf-v5-c-alert__description ua-list">
          ${errors.map((error) => html`<li>${error.message}</li>`)}
        </ul>`
      : nothing;
  }

  actions() {
    if (this.problem.code === "last_admin") {
      return html`<a class="pf-v5-c-button pf-m-link pf-m-inline" href=${address({ status: "active", type: "user" })}>
        ${t("findSuccessor")}
      </a>`;
    }
    return this.retry ? button(t("tryAgain"), this.retry, "pf-m-link pf-m-inline") : nothing;
  }
}

customElements.define("problem-alert", ProblemAlert);
