/** The attributes that the realm's user profile declares, grouped as the profile groups them. */
import { PageElement, html, t } from "./element.js";
import { fixedField, textField } from "./text-field.js";
import { multiField } from "./multi-field.js";

export class ProfileFields extends PageElement {
  /** `prefix`: what the ids of the fields begin with. */
  static properties = { profile: {}, draft: {}, problem: {}, prefix: {} };

  constructor() {
    super();
    this.profile = [];
    this.draft = {};
    this.problem = null;
    this.prefix = "";
  }

  render() {
    const groups = [...new Set(this.profile.map(({ group }) => group))];
    return groups.map((group) => {
      const attributes = this.profile.filter((attribute) => attribute.group === group);
      const fields = attributes.map((attribute) => this.field(attribute));
      return group ? html`<fieldset class="ua-group"><legend>${group}</legend>${fields}</fieldset>` : fields;
    });
  }

  field(attribute) {
    const name = `attributes.${attribute.name}`;
    const label = attribute.label || attribute.name;
    const values = this.draft[name] ?? [];
    if (attribute.read_only) {
      return fixedField(label, values.join(", "), t("readOnly"));
    }
    const edit = (value) => this.tell("edit", { name, value });
    const field = {
      id: `${this.prefix}-${attribute.name}`,
      label,
      required: attribute.required,
      errors: this.problem?.errors?.[name],
      max: attribute.max_length,
      // As Keycloak names them: `html5-date`, `textarea`, `select`.
      type: attribute.input_type?.replace("html5-", ""),
      // A value of before the options were declared can be taken away.
      options:
        attribute.options &&
        [...new Set([...attribute.options, ...values])].map((value) => ({
          value,
          label: attribute.option_labels?.[value] ?? value,
        })),
    };
    return attribute.multivalued
      ? multiField({ ...field, values, edit })
      : textField({ ...field, value: values[0] ?? "", edit: (value) => edit(value ? [value] : []) });
  }
}

customElements.define("profile-fields", ProfileFields);
