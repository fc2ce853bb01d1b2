/** How far the work on many users is, and what became of each: who was refused comes first. */
import { PageElement, html, nothing, t } from "./element.js";
import { nameOf } from "../names.js";
import { sentence } from "./problem-alert.js";

/** So many users are named. */
const SHOWN = 100;

export class ManyProgress extends PageElement {
  /** `at`: how many `results` there are, since these grow. */
  static properties = { label: {}, total: {}, results: {}, at: {} };

  constructor() {
    super();
    this.label = "";
    this.total = 0;
    this.results = [];
    this.at = 0;
  }

  render() {
    const refused = this.results.filter(({ result }) => result.error);
    const done = this.results.filter(({ result }) => !result.error);
    const words = { done: done.length, failed: refused.length, left: Math.max(0, this.total - this.at) };
    return html`<progress class="ua-progress" max=${this.total} value=${this.at} aria-label=${this.label}></progress>
      <p role="status">${t("many.progress", words)}</p>
      ${this.at > 0 ? html`<ul class="ua-list">${[...refused, ...done].slice(0, SHOWN).map(line)}</ul>` : nothing}`;
  }
}

function line({ user, result }) {
  const became = { changed: t("many.changed"), unchanged: t("many.unchanged"), deleted: t("status.deleted") };
  return html`<li><bdi>${nameOf(user)}</bdi>: ${result.error ? sentence(result.error) : became[result.status]}</li>`;
}

customElements.define("many-progress", ManyProgress);
