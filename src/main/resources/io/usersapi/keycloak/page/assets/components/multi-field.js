/** A field with several values: checkboxes where there are options, else one line for each value. */
import { box, html, nothing } from "./element.js";
import { t } from "../texts.js";
import { broken, textField } from "./text-field.js";

/**
 * @param {{id: string, label: string, values: string[], edit: (values: string[]) => void, errors?: any[], required?: boolean,
 *   options?: {value: string, label: string}[], max?: number}} field
 */
export function multiField({ id, label, values, edit, options, ...more }) {
  if (options) {
    const tick = (value, on) => edit(on ? [...values, value] : values.filter((other) => other !== value));
    return html`<fieldset class="ua-roles" aria-describedby=${more.errors?.length ? `${id}-error` : nothing}>
      <legend class="pf-v5-c-form__label-text">${label}</legend>
      ${options.map(({ value, label }, at) =>
        box({
          type: "check",
          id: `${id}-${at}`,
          label,
          checked: values.includes(value),
          change: (on) => tick(value, on),
        }),
      )}
      ${broken(id, more.errors ?? [])}
    </fieldset>`;
  }
  // An empty line at the end is there for one more value.
  const lines = [...values, ""];
  return html`${lines.map((value, at) =>
    textField({
      ...more,
      id: `${id}-${at}`,
      label: at === 0 ? label : t("another", { label }),
      value,
      errors: at === 0 ? more.errors : [],
      edit: (text) =>
        edit([...values.slice(0, at), text, ...values.slice(at + 1)].filter((kept, place) => kept || place === at - 1)),
    }),
  )}`;
}
