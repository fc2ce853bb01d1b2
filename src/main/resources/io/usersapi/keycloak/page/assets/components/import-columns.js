/** The choice of what each column of the file means. */
import { PageElement, html } from "./element.js";
import { knows, t } from "../texts.js";
import { FIELDS } from "../move-in.js";

export class ImportColumns extends PageElement {
  static properties = { file: {}, fields: {}, profile: {} };

  constructor() {
    super();
    this.file = null;
    this.fields = [];
    this.profile = [];
  }

  render() {
    return html`<table class="pf-v5-c-table pf-m-compact" aria-label=${t("import.meaning")}>
      <thead class="pf-v5-c-table__thead">
        <tr class="pf-v5-c-table__tr">
          ${["import.column", "import.example", "import.meaning"].map((key) => html`<th class="pf-v5-c-table__th" scope="col">${t(key)}</th>`)}
        </tr>
      </thead>
      <tbody class="pf-v5-c-table__tbody">
        ${this.file.header.map((head, at) => this.row(head, at))}
      </tbody>
    </table>`;
  }

  row(head, at) {
    const editable = this.profile.filter((attribute) => !attribute.read_only);
    const labels = Object.fromEntries(editable.map(({ name, label }) => [`attributes.${name}`, label || name]));
    // The head of a column may name an attribute that the user profile does not declare.
    const choices = new Set([...FIELDS, ...Object.keys(labels), this.fields[at]].filter(Boolean));
    const label = (field) => labels[field] ?? (knows(`field.${field}`) ? t(`field.${field}`) : field);
    return html`<tr class="pf-v5-c-table__tr">
      <th class="pf-v5-c-table__th" scope="row"><bdi>${head}</bdi></th>
      <td class="pf-v5-c-table__td"><bdi>${this.file.rows[0]?.[at]}</bdi></td>
      <td class="pf-v5-c-table__td">
        <span class="pf-v5-c-form-control">
          <select aria-label=${t("import.means", { column: head })} @change=${(event) => this.mean(at, event.target.value)}>
            <option value="">${t("import.leaveOut")}</option>
            ${[...choices].map((field) => html`<option value=${field} ?selected=${field === this.fields[at]}>${label(field)}</option>`)}
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
