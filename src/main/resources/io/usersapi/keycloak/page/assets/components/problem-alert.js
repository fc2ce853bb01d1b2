/** Says what went wrong, what stayed as it was, and what to do. */
import { PageElement, button, html, nothing, sign } from "./element.js";
import { knows, t } from "../texts.js";
import { address } from "../route.js";
import { settings } from "../settings.js";

/** The sentence of a problem: the page's own, if it has one, else that of the API, which is in the same language. */
export function sentence(problem) {
  const key = `problem.${problem.code}`;
  return knows(key)
    ? t(key, { realm: settings.title, seconds: problem.retryAfter })
    : problem.message || t("problem.other");
}

export class ProblemAlert extends PageElement {
  /** `fields`: the names of the fields that show their own errors. */
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

  /** The broken rules of fields that the screen does not show. */
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
