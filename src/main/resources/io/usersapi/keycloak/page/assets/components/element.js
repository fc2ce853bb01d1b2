/** What all components have in common. */
import { LitElement } from "../lit/lit-element/lit-element.js";

export { html, nothing } from "../lit/lit-element/lit-element.js";

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
