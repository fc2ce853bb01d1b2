/** Where there is nothing to show: what that means, and what to do. */
import { PageElement, html, nothing, sign } from "./element.js";

export class EmptyState extends PageElement {
  /** `main`: the whole page is this and nothing else. */
  static properties = { icon: {}, heading: {}, text: {}, actions: {}, main: { type: Boolean } };

  constructor() {
    super();
    this.icon = "";
    this.heading = "";
    this.text = "";
    this.actions = nothing;
    this.main = false;
  }

  render() {
    return html`<div class="pf-v5-c-empty-state">
      <div class="pf-v5-c-empty-state__content">
        <div class="pf-v5-c-empty-state__icon">${sign(this.icon)}</div>
        ${
          this.main
            ? html`<h1 class="pf-v5-c-title pf-m-lg">${this.heading}</h1>`
            : html`<h2 class="pf-v5-c-title pf-m-lg">${this.heading}</h2>`
        }
        <div class="pf-v5-c-empty-state__body">${this.text}</div>
        <div class="pf-v5-c-empty-state__footer"><div class="pf-v5-c-empty-state__actions">${this.actions}</div></div>
      </div>
    </div>`;
  }
}

customElements.define("empty-state", EmptyState);
