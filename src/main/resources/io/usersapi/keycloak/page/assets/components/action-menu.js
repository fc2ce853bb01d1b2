/** A button that opens a menu: arrows go through it, Escape closes it, a letter is not needed. */
import { PageElement, html, nothing, sign } from "./element.js";

export class ActionMenu extends PageElement {
  /** `items` answers the entries, `{label, act, danger?}`; `text`: what stands on the button, else three dots; `label`: its name. */
  static properties = { items: {}, label: {}, text: {}, open: { state: true } };

  constructor() {
    super();
    this.items = () => [];
    this.entries = [];
    this.label = "";
    this.text = nothing;
    this.open = false;
    this.outside = (event) => this.contains(event.target) || this.shut(false);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("click", this.outside);
  }

  async show() {
    const { activeElement } = document;
    this.entries = await this.items();
    // Who types elsewhere by now goes on there.
    if (activeElement !== document.activeElement) {
      return;
    }
    this.open = true;
    document.addEventListener("click", this.outside);
    this.focusOn("[role=menuitem]");
  }

  shut(focus = true) {
    this.open = false;
    document.removeEventListener("click", this.outside);
    if (focus) {
      // At once: a dialog that opens now gives the focus back to where it finds it.
      this.querySelector("button").focus();
    }
  }

  pressed(event) {
    const items = [...this.querySelectorAll("[role=menuitem]")];
    const at = items.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") {
      this.shut(event.key === "Escape");
    } else if (next !== undefined) {
      /** @type {HTMLElement} */ (items[next % items.length]).focus();
    } else {
      return;
    }
    event.stopPropagation();
    if (event.key !== "Tab") {
      event.preventDefault();
    }
  }

  choose(item) {
    this.shut();
    item.act();
  }

  render() {
    const plain = this.text === nothing;
    return html`<div class="ua-menu">
      <button
        class="pf-v5-c-menu-toggle pf-m-plain ${plain ? "" : "pf-m-text"}"
        type="button"
        aria-haspopup="menu"
        aria-expanded=${this.open}
        aria-label=${this.label || nothing}
        @click=${() => (this.open ? this.shut() : this.show())}
      >
        ${
          plain
            ? sign("fa-ellipsis-v")
            : html`<span class="pf-v5-c-menu-toggle__text">${this.text}</span>
              <span class="pf-v5-c-menu-toggle__controls">${sign("fa-caret-down")}</span>`
        }
      </button>
      ${this.open ? this.menu() : nothing}
    </div>`;
  }

  menu() {
    return html`<div class="pf-v5-c-menu ua-menu__list" @keydown=${this.pressed}>
      <div class="pf-v5-c-menu__content">
        <ul class="pf-v5-c-menu__list" role="menu" aria-label=${this.label || nothing}>
          ${this.entries.map(
            (item) => html`<li class="pf-v5-c-menu__list-item ${item.danger ? "pf-m-danger" : ""}" role="none">
              <button class="pf-v5-c-menu__item" type="button" role="menuitem" tabindex="-1" @click=${() => this.choose(item)}>
                <span class="pf-v5-c-menu__item-main"><span class="pf-v5-c-menu__item-text">${item.label}</span></span>
              </button>
            </li>`,
          )}
        </ul>
      </div>
    </div>`;
  }
}

customElements.define("action-menu", ActionMenu);
