/** A field with several values: ticks where there are options, else one line a value. */
import { box, group, html, t } from "./element.js";
import { broken, textField } from "./text-field.js";

/**
 * @param {{id: string, label: string, values: string[], edit: (values: string[]) => void, errors?: any[], required?: boolean,
 *   options?: {value: string, label: string}[], max?: number}} field
 */
export function multiField({ id, label, values, edit, options, ...more }) {
  if (options) {
    const tick = (value, on) => edit(on ? [...values, value] : values.filter((other) => other !== value));
    const { errors = [] } = more;
    const ticks = options.map(({ value, label }, at) =>
      box({
        type: "check",
        id: `${id}-${at}`,
        label,
        checked: values.includes(value),
        change: (on) => tick(value, on),
      }),
    );
    return group(label, [ticks, broken(id, errors)], errors.length > 0 ? `${id}-error` : undefined);
  }
  // An empty line at the end is the place for one more.
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
