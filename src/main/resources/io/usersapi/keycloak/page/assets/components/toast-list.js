/** What was just done, said once and politely, with the way back where there is one. */
import { PageElement, button, cross, html, nothing, sign, t } from "./element.js";
import { repeat } from "../lit/lit-html/directives/repeat.js";

/** Long enough to read it, and to reach "Undo" by the keyboard (WCAG 2.2.1: twenty seconds). */
const STAYS = 20000;

export class ToastList extends PageElement {
  static properties = { toasts: { state: true } };

  constructor() {
    super();
    this.toasts = [];
  }

  /** @param {{text: string, undo?: () => Promise<any>}} toast */
  show(toast) {
    this.toasts = [...this.toasts.slice(-2), toast];
    setTimeout(() => this.drop(toast), STAYS);
  }

  drop(toast) {
    this.toasts = this.toasts.filter((other) => other !== toast);
  }

  render() {
    return html`<div role="status" aria-label=${t("messages")}>
      <ul class="pf-v5-c-alert-group pf-m-toast ua-toasts" role="list">
        ${repeat(
          this.toasts,
          (toast) => toast,
          (toast) => this.toast(toast),
        )}
      </ul>
    </div>`;
  }

  toast(toast) {
    return html`<li class="pf-v5-c-alert-group__item">
      <div class="pf-v5-c-alert pf-m-success">
        <div class="pf-v5-c-alert__icon">${sign("fa-check-circle")}</div>
        <p class="pf-v5-c-alert__title">${toast.text}</p>
        <div class="pf-v5-c-alert__action">
          ${cross(() => this.drop(toast))}
        </div>
        ${
          toast.undo
            ? html`<div class="pf-v5-c-alert__action-group">
              ${button(t("undo"), () => this.undo(toast), "pf-m-link pf-m-inline")}
            </div>`
            : nothing
        }
      </div>
    </li>`;
  }

  undo(toast) {
    this.drop(toast);
    toast.undo();
  }
}

customElements.define("toast-list", ToastList);
