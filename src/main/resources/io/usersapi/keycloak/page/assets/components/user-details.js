/** Name, address, and the attributes that the realm's user profile declares, grouped as the profile groups them. */
import { PageElement, html, nothing } from "./element.js";
import { t } from "../texts.js";
import { fixedField, textField } from "./text-field.js";
import { multiField } from "./multi-field.js";

export class UserDetails extends PageElement {
  static properties = { user: {}, draft: {}, profile: {}, problem: {} };

  constructor() {
    super();
    this.user = null;
    this.draft = {};
    this.profile = [];
    this.problem = null;
  }

  edit(name, value) {
    this.tell("edit", { name, value });
  }

  render() {
    const groups = [...new Set(this.profile.map((attribute) => attribute.group ?? ""))];
    return html`<div class="pf-v5-c-form">
      ${this.own("name", { type: "text" })} ${this.own("email", { type: "email", direction: "ltr" })}
      ${"email_verified" in this.draft ? this.verified() : nothing}
      ${groups.map((group) => this.group(group))}
    </div>`;
  }

  own(name, more) {
    const errors = this.problem?.errors?.[name];
    // Kept elsewhere: nothing that is typed here would hold.
    if (["read_only", "federated"].includes(this.problem?.code)) {
      return fixedField(t(`field.${name}`), this.user[name], t("keptInDirectory"));
    }
    return textField({
      id: `user-${name}`,
      label: t(`field.${name}`),
      value: this.draft[name],
      errors,
      edit: (value) => this.edit(name, value),
      ...more,
    });
  }

  verified() {
    return html`<div class="pf-v5-c-check">
      <input class="pf-v5-c-check__input" type="checkbox" id="user-verified" .checked=${this.draft.email_verified}
        @change=${(event) => this.edit("email_verified", event.target.checked)}>
      <label class="pf-v5-c-check__label" for="user-verified">${t("field.email_verified")}</label>
    </div>`;
  }

  group(group) {
    const attributes = this.profile.filter((attribute) => (attribute.group ?? "") === group);
    const fields = attributes.map((attribute) => this.attribute(attribute));
    return group ? html`<fieldset class="ua-group"><legend>${group}</legend>${fields}</fieldset>` : fields;
  }

  attribute(attribute) {
    const name = `attributes.${attribute.name}`;
    const label = attribute.label || attribute.name;
    const values = this.draft[name] ?? [];
    if (attribute.read_only) {
      return fixedField(label, values.join(", "), t("readOnly"));
    }
    const field = {
      id: `user-${attribute.name}`,
      label,
      required: attribute.required,
      errors: this.problem?.errors?.[name] ?? this.problem?.errors?.[attribute.name],
      max: attribute.max_length ?? undefined,
      options: attribute.options?.map((option) =>
        typeof option === "string" ? { value: option, label: option } : option,
      ),
    };
    return attribute.multivalued
      ? multiField({ ...field, values, edit: (changed) => this.edit(name, changed) })
      : textField({ ...field, value: values[0] ?? "", edit: (value) => this.edit(name, value ? [value] : []) });
  }
}

customElements.define("user-details", UserDetails);
