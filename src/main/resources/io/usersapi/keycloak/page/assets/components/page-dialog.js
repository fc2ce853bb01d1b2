/** A dialog: the browser keeps the focus inside; Escape closes it, and the focus goes back to where it was. */
import { PageElement, button, cross, html, isReadable, nothing, t } from "./element.js";

/** Subclasses say `heading()`, `body()` and `actions()`, and tell `close` when they are done. */
export class PageDialog extends PageElement {
  /** @type {any} */
  static properties = { problem: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.problem = null;
    this.busy = false;
    this.origin = null;
    /** Ends what the dialog has under way: the person does, or the dialog when it closes. */
    this.stop = new AbortController();
  }

  connectedCallback() {
    super.connectedCallback();
    this.origin = document.activeElement;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop.abort();
    const back = this.origin?.isConnected ? this.origin : document.querySelector("#search");
    /** @type {HTMLElement} */ (back)?.focus();
  }

  /** Also where the browser has closed it though it was asked not to, as it does at the second Escape. */
  firstUpdated() {
    this.querySelector("dialog").showModal();
    const first = this.querySelector("[autofocus]") ?? this.querySelector("dialog");
    /** @type {HTMLElement} */ (first).focus();
  }

  /** Does what the dialog is for, once; what the API refuses is shown in the dialog. */
  async attempt(act) {
    if (this.busy) {
      return;
    }
    this.busy = true;
    this.problem = null;
    try {
      await act();
    } catch (problem) {
      this.problem = problem;
    }
    this.busy = false;
    // The button that was pressed has lost the focus, since it could not be pressed meanwhile.
    this.focusOn("[aria-invalid=true], p[tabindex], footer button");
  }

  get closable() {
    return true;
  }

  /** The fields that tell their errors themselves. */
  get fields() {
    return [];
  }

  /** What was under way may end when another dialog is open. */
  close() {
    if (this.isConnected) {
      this.tell("close");
    }
  }

  /** A file chooser, too, tells that it was cancelled. */
  cancelled(event) {
    if (event.target.localName !== "dialog") {
      return;
    }
    event.preventDefault();
    this.close();
  }

  heading() {
    return "";
  }

  body() {
    return html``;
  }

  actions() {
    return html``;
  }

  render() {
    return html`<dialog class="pf-v5-c-modal-box ua-dialog" aria-labelledby="dialog-title" @cancel=${this.cancelled} @close=${this.firstUpdated}>
      ${
        this.closable
          ? html`<div class="pf-v5-c-modal-box__close">
            ${cross(this.close)}
          </div>`
          : nothing
      }
      <header class="pf-v5-c-modal-box__header">
        <h2 class="pf-v5-c-modal-box__title" id="dialog-title">${this.heading()}</h2>
      </header>
      <form class="ua-dialog__form" novalidate @submit=${this.submitted}>
        <div class="pf-v5-c-modal-box__body">
          ${this.problem ? html`<problem-alert .problem=${this.problem} .fields=${this.fields}></problem-alert>` : nothing} ${this.body()}
        </div>
        <footer class="pf-v5-c-modal-box__footer">${this.actions()}</footer>
      </form>
    </dialog>`;
  }

  submitted(event) {
    event.preventDefault();
    if (isReadable(event.target)) {
      this.submit();
    }
  }

  submit() {}

  /** The button that does it, and the one that does not. */
  choices(label, { danger = false, disabled = false } = {}) {
    return html`${button(label, null, danger ? "pf-m-danger" : "pf-m-primary", disabled || this.busy)}
      ${button(t("cancel"), this.close, "pf-m-link")}`;
  }
}
