/** What all components have in common. */
import { LitElement, html } from "../lit/lit-element/lit-element.js";
import { t } from "../texts.js";

export { html, nothing } from "../lit/lit-element/lit-element.js";

/** An icon of Font Awesome, as PatternFly uses them. The words beside it say the same. */
export const sign = (name) => html`<i class="fas ${name}" aria-hidden="true"></i>`;

export const button = (label, act, kind = "pf-m-secondary", disabled = false) =>
  html`<button class="pf-v5-c-button ${kind}" type="button" ?disabled=${disabled} @click=${act}>${label}</button>`;

/**
 * A checkbox or a radio button with its label.
 * @param {{type: "check" | "radio", id: string, label: any, checked: boolean, change: (on: boolean) => void, name?: string}} box
 */
export const box = ({ type, id, label, checked, change, name = id }) =>
  html`<div class="pf-v5-c-${type}">
    <input class="pf-v5-c-${type}__input" type=${type === "check" ? "checkbox" : type} name=${name} id=${id} .checked=${checked}
      @change=${(event) => change(event.target.checked)}>
    <label class="pf-v5-c-${type}__label" for=${id}>${label}</label>
  </div>`;

/** The button with a cross that closes a panel or a dialog. */
export const cross = (act) =>
  html`<button class="pf-v5-c-button pf-m-plain" type="button" aria-label=${t("close")} @click=${act}>${sign("fa-times")}</button>`;

/** The arrow in a field that opens a list. */
export const caret = html`<span class="pf-v5-c-form-control__utilities">
  <span class="pf-v5-c-form-control__toggle-icon">${sign("fa-caret-down")}</span>
</span>`;

/**
 * An element that draws into the page itself, where PatternFly's style sheet applies, and again when the language
 * changes.
 */
export class PageElement extends LitElement {
  #again = () => this.requestUpdate();

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener("texts", this.#again);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener("texts", this.#again);
  }

  /** Tells the components above what happened, or the list, where this component has left the page. */
  tell(name, detail) {
    const from = this.isConnected ? this : document.querySelector("users-page");
    from?.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  /** Sets a property to what is promised. Where the promise fails, the property stays as it is. */
  async keep(name, promise) {
    this[name] = await promise.catch(() => this[name]);
  }

  /** Puts the focus on the first element that matches, once this component is drawn. */
  async focusOn(selector) {
    await this.updateComplete;
    // Components within this one draw in microtasks of their own.
    await new Promise((drawn) => setTimeout(drawn));
    this.querySelector(selector)?.focus();
  }
}
