/** The sections of the panel; each has an address. */
import { html, nothing, t } from "./element.js";

/** @param {string[]} tabs @param {string} current @param {(tab: string) => string} to */
export const panelTabs = (tabs, current, to) =>
  html`<nav class="pf-v5-c-tabs" aria-label=${t("sections")}>
    <ul class="pf-v5-c-tabs__list">
      ${tabs.map(
        (name) => html`<li class="pf-v5-c-tabs__item ${name === current ? "pf-m-current" : ""}">
          <a class="pf-v5-c-tabs__link" href=${to(name)} aria-current=${name === current ? "page" : nothing}>
            <span class="pf-v5-c-tabs__item-text">${t(`tab.${name}`)}</span>
          </a>
        </li>`,
      )}
    </ul>
  </nav>`;
