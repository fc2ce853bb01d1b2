/** What each column of the file means. */
import { PageElement, html, t, table } from "./element.js";
import { meanings } from "../move-in.js";

export class ImportColumns extends PageElement {
  static properties = { file: {}, fields: {}, profile: {} };

  constructor() {
    super();
    this.file = null;
    this.fields = [];
    this.profile = [];
  }

  render() {
    const heads = ["import.column", "import.example", "import.meaning"];
    return table(
      t("import.meaning"),
      heads,
      this.file.header.map((head, at) => this.row(head, at)),
    );
  }

  row(head, at) {
    const labels = meanings(this.profile);
    // A head may name an attribute that is not declared.
    const choices = new Set([...Object.keys(labels), this.fields[at]].filter(Boolean));
    return html`<tr class="pf-v5-c-table__tr">
      <th class="pf-v5-c-table__th" scope="row"><bdi>${head}</bdi></th>
      <td class="pf-v5-c-table__td"><bdi>${this.file.rows[0]?.[at]}</bdi></td>
      <td class="pf-v5-c-table__td">
        <span class="pf-v5-c-form-control">
          <select aria-label=${t("import.means", { column: head })} @change=${(event) => this.mean(at, event.target.value)}>
            <option value="">${t("import.leaveOut")}</option>
            ${[...choices].map((field) => html`<option value=${field} ?selected=${field === this.fields[at]}>${labels[field] ?? field}</option>`)}
          </select>
        </span>
      </td>
    </tr>`;
  }

  mean(at, field) {
    this.tell("fields", this.fields.with(at, field));
  }
}

customElements.define("import-columns", ImportColumns);
