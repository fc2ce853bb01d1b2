/** A dialog. The browser keeps the focus inside. Escape closes the dialog, and the focus returns to where it was. */
import { PageElement, button, cross, html, nothing } from "./element.js";
import { t } from "../texts.js";

/** Subclasses define `heading()`, `body()` and `actions()`, and call `close()` when they are done. */
export class PageDialog extends PageElement {
  /** @type {any} */
  static properties = { problem: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.problem = null;
    this.busy = false;
    this.origin = null;
    /** Stops the work of the dialog, when the person asks for it or the dialog closes. */
    this.stop = new AbortController();
  }

  connectedCallback() {
    super.connectedCallback();
    this.origin = document.activeElement;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop.abort();
    if (this.origin?.isConnected) {
      /** @type {HTMLElement} */ (this.origin).focus();
    }
  }

  firstUpdated() {
    this.querySelector("dialog").showModal();
    const first = this.querySelector("[autofocus]") ?? this.querySelector("dialog");
    /** @type {HTMLElement} */ (first).focus();
  }

  /** Does the work of the dialog, once at a time. A refusal of the API is shown in the dialog. */
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
    this.focusOn("[aria-invalid=true]");
  }

  get closable() {
    return true;
  }

  /** The names of the fields that show their own errors. */
  get fields() {
    return [];
  }

  /** Closes the dialog, if it is still in the page: its work may end when another dialog is open. */
  close() {
    if (this.isConnected) {
      this.tell("close");
    }
  }

  /** Closes the dialog on Escape. The event of a file chooser that was cancelled is passed over. */
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
    return html`<dialog class="pf-v5-c-modal-box ua-dialog" aria-labelledby="dialog-title" @cancel=${this.cancelled}>
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
    this.submit();
  }

  submit() {}

  /** The button that submits, and the button that cancels. */
  choices(label, { danger = false, disabled = false } = {}) {
    const kind = danger ? "pf-m-danger" : "pf-m-primary";
    return html`<button class="pf-v5-c-button ${kind}" type="submit" ?disabled=${disabled || this.busy}>${label}</button>
      ${button(t("cancel"), this.close, "pf-m-link")}`;
  }
}
