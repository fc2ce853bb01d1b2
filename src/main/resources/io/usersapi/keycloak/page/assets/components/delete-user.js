/** What deleting a user means, said before it is done; for an admin the address must be typed. */
import { html, nothing, shown, t } from "./element.js";
import { PageDialog } from "./page-dialog.js";
import * as api from "../api.js";
import { nameOf } from "../names.js";
import { textField } from "./text-field.js";

export class DeleteUser extends PageDialog {
  static properties = { user: {}, typed: { state: true } };

  constructor() {
    super();
    this.user = null;
    this.typed = "";
  }

  get guarded() {
    return this.user.type === "admin";
  }

  heading() {
    return t("deleteName", { name: nameOf(this.user) });
  }

  body() {
    return html`<ul class="ua-list">
        <li>${t("delete.goes")}</li>
        <li>${t("delete.stays")}</li>
        <li><strong>${t("delete.final")}</strong></li>
      </ul>
      ${
        this.guarded
          ? textField({
              id: "typed-address",
              label: t("delete.type", { email: shown(this.user.email) }),
              value: this.typed,
              edit: (typed) => (this.typed = typed),
              autofocus: true,
            })
          : nothing
      }`;
  }

  actions() {
    const meant = !this.guarded || this.typed.trim().toLowerCase() === (this.user.email ?? "").toLowerCase();
    return this.choices(this.heading(), { danger: true, disabled: !meant });
  }

  submit() {
    this.attempt(async () => {
      await api.remove(this.user.id);
      this.tell("done", { text: t("deleted", { name: nameOf(this.user) }) });
      this.tell("deleted", this.user);
      this.close();
    });
  }
}

customElements.define("delete-user", DeleteUser);
