/** Name and address of a user, whether the address is verified, and the realm's own attributes. */
import { PageElement, box, html, nothing, t } from "./element.js";
import { may } from "../names.js";
import { fixedField, textField } from "./text-field.js";
import "./profile-fields.js";

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

  /** Kept elsewhere: nothing that is typed here would hold. */
  isFixed(name) {
    return this.user.fixed?.includes(name);
  }

  render() {
    return html`<div class="pf-v5-c-form">
      ${this.own("name", { type: "text" })} ${this.own("email", { type: "email", direction: "ltr" })}
      ${"email_verified" in this.draft && !this.isFixed("email_verified") ? this.verified() : nothing}
      <profile-fields .prefix=${"user"} .profile=${this.user.profile ?? this.profile} .draft=${this.draft} .problem=${this.problem}></profile-fields>
    </div>`;
  }

  own(name, more) {
    const errors = this.problem?.errors?.[name];
    if (this.isFixed(name)) {
      return fixedField(t(`field.${name}`), this.user[name], t("keptInDirectory"));
    }
    return textField({
      id: `user-${name}`,
      label: t(`field.${name}`),
      value: this.draft[name],
      errors,
      hint: may("DELETE", this.user) ? "" : t("keptInDirectory"),
      edit: (value) => this.edit(name, value),
      ...more,
    });
  }

  verified() {
    const [label, checked] = [t("field.email_verified"), this.draft.email_verified];
    return box({ type: "check", id: "user-verified", label, checked, change: (on) => this.edit("email_verified", on) });
  }
}

customElements.define("user-details", UserDetails);
