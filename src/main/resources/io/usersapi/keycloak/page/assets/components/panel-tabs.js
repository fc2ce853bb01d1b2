/** The sections of the panel; each has an address. */
import { PageElement, html, nothing, t } from "./element.js";
import { address } from "../route.js";

export class PanelTabs extends PageElement {
  static properties = { tabs: {}, current: {}, userId: {}, query: {} };

  constructor() {
    super();
    this.tabs = [];
    this.current = "";
    this.userId = "";
    this.query = {};
  }

  render() {
    return html`<nav class="pf-v5-c-tabs" aria-label=${t("sections")}>
      <ul class="pf-v5-c-tabs__list">
        ${this.tabs.map(
          (name) => html`<li class="pf-v5-c-tabs__item ${name === this.current ? "pf-m-current" : ""}">
            <a class="pf-v5-c-tabs__link" href=${address(this.query, this.userId, name)} aria-current=${name === this.current ? "page" : nothing}>
              <span class="pf-v5-c-tabs__item-text">${t(`tab.${name}`)}</span>
            </a>
          </li>`,
        )}
      </ul>
    </nav>`;
  }
}

customElements.define("panel-tabs", PanelTabs);
