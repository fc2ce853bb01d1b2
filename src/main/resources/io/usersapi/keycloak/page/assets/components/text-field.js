/** One field of a form: its label, its input, what is expected, and what was wrong with it. */
import { caret, html, nothing, shown, sign, t } from "./element.js";

/**
 * @param {{id: string, label: string, value: string, edit: (value: string) => void, errors?: any[], type?: string,
 *   required?: boolean, hint?: string, autocomplete?: string, options?: {value: string, label: string}[], autofocus?: boolean, max?: number,
 *   direction?: string}} field
 */
export function textField({ id, label, value, edit, errors = [], required = false, hint = "", ...input }) {
  const described = [hint && `${id}-hint`, errors.length > 0 && `${id}-error`].filter(Boolean).join(" ") || nothing;
  const common = { id, value, edit, required, described, invalid: errors.length > 0, ...input };
  return html`<div class="pf-v5-c-form__group ua-field">
    <label class="pf-v5-c-form__label" for=${id}>
      <span class="pf-v5-c-form__label-text">${label}</span>
      ${required ? html`<span class="pf-v5-c-form__label-required" aria-hidden="true">*</span>` : nothing}
    </label>
    <span class="pf-v5-c-form-control ${errors.length > 0 ? "pf-m-error" : ""}">${input.options ? choice(common) : line(common)}</span>
    ${hint ? html`<div class="ua-field__hint" id="${id}-hint">${hint}</div>` : nothing}
    ${broken(id, errors)}
  </div>`;
}

/** The rules that the value of a field breaks. @param {string} id @param {any[]} errors */
export const broken = (id, errors) =>
  errors.length > 0
    ? html`<div class="ua-field__error" id="${id}-error">
        ${errors.map((error) => html`<div>${sign("fa-exclamation-circle")} ${error.message}</div>`)}
      </div>`
    : nothing;

/** @param {any} field */
function line({
  id,
  value,
  edit,
  type = "text",
  required,
  described,
  invalid,
  autocomplete = "off",
  autofocus,
  max,
  direction = "auto",
}) {
  if (type === "textarea") {
    return html`<textarea id=${id} rows="3" dir=${direction} .value=${value} maxlength=${max ?? nothing} aria-required=${required}
      aria-invalid=${invalid} aria-describedby=${described} @input=${(event) => edit(event.target.value)}></textarea>`;
  }
  return html`<input id=${id} type=${type} dir=${direction} .value=${value} maxlength=${max ?? nothing} autocomplete=${autocomplete}
    ?autofocus=${autofocus} aria-required=${required} aria-invalid=${invalid}
    aria-describedby=${described} @input=${({ target }) => target.validity.badInput || edit(target.value)}>`;
}

/** @param {any} field */
function choice({ id, value, edit, options, required, described, invalid }) {
  return html`<select id=${id} .value=${value} aria-required=${required}
      aria-invalid=${invalid} aria-describedby=${described} @change=${(event) => edit(event.target.value)}>
      <option value="">${t("nothingChosen")}</option>
      ${options.map((option) => html`<option value=${option.value} ?selected=${option.value === value}>${option.label}</option>`)}
    </select>
    ${caret}`;
}

/** Text that cannot be changed here, and why. */
export const fixedField = (label, value, why) => html`<div class="pf-v5-c-form__group ua-field">
  <span class="pf-v5-c-form__label-text">${label}</span>
  <bdi>${shown(value) || "–"}</bdi>
  <div class="ua-field__hint">${why}</div>
</div>`;
