/** How far the work on many users is, and what was refused. */
import { PageElement, html, nothing } from "./element.js";
import { t } from "../texts.js";
import { nameOf } from "../names.js";
import { sentence } from "./problem-alert.js";

/** So many refusals are shown. */
const SHOWN = 100;

export class ManyProgress extends PageElement {
  static properties = { label: {}, total: {}, done: {}, failed: {} };

  constructor() {
    super();
    this.label = "";
    this.total = 0;
    this.done = [];
    this.failed = [];
  }

  render() {
    const at = this.done.length + this.failed.length;
    const words = { done: this.done.length, failed: this.failed.length, left: Math.max(0, this.total - at) };
    return html`<progress class="ua-progress" max=${this.total} value=${at} aria-label=${this.label}></progress>
      <p role="status">${t("many.progress", words)}</p>
      ${this.failed.length > 0 ? html`<ul class="ua-list">${this.failed.slice(0, SHOWN).map(refusal)}</ul>` : nothing}`;
  }
}

const refusal = ({ user, problem }) => html`<li><bdi>${nameOf(user)}</bdi>: ${sentence(problem)}</li>`;

customElements.define("many-progress", ManyProgress);
