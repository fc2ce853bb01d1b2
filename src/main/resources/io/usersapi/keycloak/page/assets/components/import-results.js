/** The progress of an import, and the rows that were refused, with the reasons. */
import { PageElement, html, nothing } from "./element.js";
import { number, shown, t } from "../texts.js";

/** How many refused rows are shown; the file of refused rows has all of them. */
const SHOWN = 50;

export class ImportResults extends PageElement {
  static properties = { phase: {}, total: {}, done: {}, failed: {} };

  constructor() {
    super();
    this.phase = "";
    this.total = 0;
    this.done = 0;
    this.failed = new Map();
  }

  render() {
    const checked = this.phase.startsWith("check");
    return html`<progress class="ua-progress" max=${this.total} value=${this.done} aria-label=${t("import")}></progress>
      <p role="status">
        ${t(checked ? "import.progressChecked" : "import.progress", { done: this.done - this.failed.size, failed: this.failed.size, total: this.total })}
      </p>
      ${this.failed.size > 0 ? this.table() : nothing}`;
  }

  table() {
    return html`<table class="pf-v5-c-table pf-m-compact" aria-label=${t("import.refused")}>
      <thead class="pf-v5-c-table__thead">
        <tr class="pf-v5-c-table__tr">
          <th class="pf-v5-c-table__th" scope="col">${t("import.row")}</th>
          <th class="pf-v5-c-table__th" scope="col">${t("import.reason")}</th>
        </tr>
      </thead>
      <tbody class="pf-v5-c-table__tbody">
        ${[...this.failed].slice(0, SHOWN).map(
          ([row, errors]) => html`<tr class="pf-v5-c-table__tr">
            <td class="pf-v5-c-table__td">${number(row + 2)}</td>
            <td class="pf-v5-c-table__td">${errors.map((error) => html`<div>${shown(error.message)}</div>`)}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
  }
}

customElements.define("import-results", ImportResults);
