/** What all components have in common. */
import { LitElement, html, nothing } from "../lit/lit-element/lit-element.js";
import { t } from "../texts.js";

export { html, nothing } from "../lit/lit-element/lit-element.js";
export { knows, number, shown, t } from "../texts.js";

/** A sign of Font Awesome, as PatternFly has them; the words beside it say the same. */
export const sign = (name) => html`<i class="fas ${name}" aria-hidden="true"></i>`;

/** Without an act it sends the form that it stands in. */
export const button = (label, act, kind = "pf-m-secondary", disabled = false) =>
  html`<button class="pf-v5-c-button ${kind}" type=${act ? "button" : "submit"} ?disabled=${disabled} @click=${once(act)}>${label}</button>`;

/** The second click of a double click would take back what the first has done, or send a second mail. */
const once = (act) =>
  /** @this {any} */
  function (event) {
    if (event.detail < 2) {
      act?.call(this, event);
    }
  };

/** Whether a form can be sent: half a date, or letters for a number, would be sent as nothing at all. */
export const isReadable = (form) =>
  [...form.elements].every((field) => !field.validity.badInput || field.reportValidity());

/** @param {{type: "check" | "radio", id: string, label: any, checked: boolean, change: (on: boolean) => void, name?: string}} box */
export const box = ({ type, id, label, checked, change, name = id }) =>
  html`<div class="pf-v5-c-${type}">
    <input class="pf-v5-c-${type}__input" type=${type === "check" ? "checkbox" : type} name=${name} id=${id} .checked=${checked}
      @change=${(event) => change(event.target.checked)}>
    <label class="pf-v5-c-${type}__label" for=${id}>${label}</label>
  </div>`;

/** Fields that belong together, and what they are about. @param {any} label @param {any} fields @param {any} described */
export const group = (label, fields, described = nothing) =>
  html`<fieldset class="ua-roles" aria-describedby=${described}>
    <legend class="pf-v5-c-form__label-text">${label}</legend>
    ${fields}
  </fieldset>`;

/** @param {string} label @param {string[]} heads the keys of their words @param {any} rows */
export const table = (label, heads, rows) =>
  html`<table class="pf-v5-c-table pf-m-compact" aria-label=${label}>
    <thead class="pf-v5-c-table__thead">
      <tr class="pf-v5-c-table__tr">
        ${heads.map((head) => html`<th class="pf-v5-c-table__th" scope="col">${t(head)}</th>`)}
      </tr>
    </thead>
    <tbody class="pf-v5-c-table__tbody">
      ${rows}
    </tbody>
  </table>`;

/** The cross that closes what it stands in. */
export const cross = (act) =>
  html`<button class="pf-v5-c-button pf-m-plain" type="button" aria-label=${t("close")} @click=${act}>${sign("fa-times")}</button>`;

/** What tells that a field opens a list. */
export const caret = html`<span class="pf-v5-c-form-control__utilities">
  <span class="pf-v5-c-form-control__toggle-icon">${sign("fa-caret-down")}</span>
</span>`;

/** Draws into the page itself, where PatternFly's style sheet reaches it, and anew when the language changes. */
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

  /** Tells the components above what happened, or the list, where this one is gone meanwhile. */
  tell(name, detail) {
    const from = this.isConnected ? this : document.querySelector("users-page");
    from?.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  /** Keeps what is promised as a property; where that fails the property stays as it is. */
  async keep(name, promise) {
    this[name] = await promise.catch(() => this[name]);
  }

  /** Puts the focus, once it is drawn, on the first element that matches. */
  async focusOn(selector) {
    await this.updateComplete;
    // Components within draw in microtasks of their own.
    await new Promise((drawn) => setTimeout(drawn));
    this.querySelector(selector)?.focus();
  }
}
