/** How far an import is, and which rows were refused, with the reasons. */
import { PageElement, html, nothing, number, shown, t, table } from "./element.js";

/** So many refused rows are shown; the file has all of them. */
const SHOWN = 50;

export class ImportResults extends PageElement {
  static properties = { phase: {}, rows: {}, done: {}, failed: {} };

  constructor() {
    super();
    this.phase = "";
    /** @type {any[]} */
    this.rows = [];
    this.done = 0;
    this.failed = new Map();
  }

  render() {
    const checked = this.phase.startsWith("check");
    return html`<progress class="ua-progress" max=${this.rows.length} value=${this.done} aria-label=${t("import")}></progress>
      <p role="status">
        ${t(checked ? "import.progressChecked" : "import.progress", { done: this.done - this.failed.size, failed: this.failed.size, total: this.rows.length })}
      </p>
      ${this.failed.size > 0 ? this.refused() : nothing}`;
  }

  refused() {
    const rows = [...this.failed].slice(0, SHOWN).map(
      ([row, errors]) => html`<tr class="pf-v5-c-table__tr">
        <td class="pf-v5-c-table__td">${number(this.rows[row].number)}</td>
        <td class="pf-v5-c-table__td">${errors.map((error) => html`<div>${shown(error.message)}</div>`)}</td>
      </tr>`,
    );
    return table(t("import.refused"), ["import.row", "import.reason"], rows);
  }
}

customElements.define("import-results", ImportResults);
