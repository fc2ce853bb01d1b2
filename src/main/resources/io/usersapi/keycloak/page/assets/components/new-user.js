/** A new user: the choice is how the first password comes about. */
import { box, group, html, nothing, t } from "./element.js";
import { PageDialog } from "./page-dialog.js";
import * as api from "../api.js";
import { has } from "../settings.js";
import { nameOf } from "../names.js";
import { update } from "../edited-user.js";
import { textField } from "./text-field.js";
import "./profile-fields.js";
import "./role-picker.js";

/** What stands in the form before anybody types. */
const EMPTY = { name: "", email: "", password: "", roles: [] };

export class NewUser extends PageDialog {
  static properties = { invite: {}, roles: {}, profile: {}, draft: { state: true } };

  constructor() {
    super();
    this.invite = false;
    this.roles = [];
    /** @type {any[]} */
    this.profile = [];
    this.draft = EMPTY;
    this.key = "";
  }

  /** The same for each try with the same fields: a request that was answered in vain makes no second user. */
  willUpdate(changed) {
    if (changed.has("draft") || changed.has("invite")) {
      this.key = crypto.randomUUID();
    }
  }

  get fields() {
    return ["name", "email", "password", ...this.editable.map(({ name }) => `attributes.${name}`)];
  }

  get editable() {
    return this.profile.filter((attribute) => !attribute.read_only);
  }

  heading() {
    return this.invite ? t("invite") : t("newUser");
  }

  edit(field, value) {
    this.draft = { ...this.draft, [field]: value };
  }

  body() {
    const field = (name, more = {}) =>
      textField({
        id: `new-${name}`,
        label: t(`field.${name}`),
        value: this.draft[name],
        errors: this.problem?.errors?.[name],
        edit: (value) => this.edit(name, value),
        ...more,
      });
    return html`<div class="pf-v5-c-form">
      ${field("name", { autofocus: true })} ${field("email", { type: "email", required: true, direction: "ltr" })}
      ${has("/users/{user}/send-invitation") ? this.choice() : nothing}
      ${
        this.invite
          ? html`<p>${t("invite.text")}</p>`
          : field("password", {
              type: "password",
              required: true,
              autocomplete: "new-password",
              hint: t("password.hint"),
            })
      }
      <profile-fields .prefix=${"new"} .profile=${this.editable} .draft=${this.draft} .problem=${this.problem}
        @edit=${({ detail }) => this.edit(detail.name, detail.value)}></profile-fields>
      <role-picker .roles=${this.roles} .held=${this.draft.roles} .label=${t("field.roles")} @held=${(event) => this.edit("roles", event.detail)}></role-picker>
    </div>`;
  }

  choice() {
    const way = (invite, label) =>
      box({
        type: "radio",
        name: "way",
        id: `way-${invite}`,
        label,
        checked: this.invite === invite,
        change: () => (this.invite = invite),
      });
    return group(t("firstPassword"), [way(true, t("byInvitation")), way(false, t("byPassword"))]);
  }

  actions() {
    return this.choices(this.invite ? t("sendInvitation") : t("createUser"));
  }

  submit() {
    this.attempt(async () => {
      const { name, email } = this.draft;
      const { password, ...body } = update({ ...this.draft, name: name.trim(), email: email.trim() }, EMPTY);
      const answer = await api.create({ ...body, ...(this.invite ? { invite: true } : { password }) }, this.key);
      const text = this.invite ? "invited" : "created";
      this.tell("done", { text: t(text, { name: nameOf(answer.data) }) });
      this.tell("changed", answer.data.id);
      this.close();
      this.tell("created", answer.data);
    });
  }
}

customElements.define("new-user", NewUser);
