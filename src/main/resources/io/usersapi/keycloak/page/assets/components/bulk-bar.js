/** What can be done to the users that are selected. */
import { PageElement, button, html, nothing, t } from "./element.js";

export class BulkBar extends PageElement {
  static properties = { selected: {}, page: {}, all: { state: true } };

  constructor() {
    super();
    this.selected = new Map();
    this.page = null;
    this.all = false;
  }

  willUpdate(changed) {
    if (changed.has("selected")) {
      this.all = false;
    }
  }

  render() {
    const { total, total_capped: capped } = this.page.meta;
    const whole = this.page.data
      .filter((user) => user.status !== "deleted")
      .every((user) => this.selected.has(user.id));
    const choice = (
      act,
      label,
      kind = "pf-m-secondary",
    ) => html`<button class="pf-v5-c-button ${kind} pf-m-small" type="button"
      data-many=${act} @click=${() => this.tell("many", { act, all: this.all })}>${label}</button>`;
    return html`<div class="ua-bulk" role="group" aria-label=${t("selection")}>
      <strong role="status">${this.all ? t(capped ? "allOrMore" : "allSelected", { count: total }) : t("selected", { count: this.selected.size })}</strong>
      ${choice("activate", t("activate"))} ${choice("deactivate", t("deactivate"))} ${choice("roles", t("changeRoles"))}
      ${choice("delete", t("deleteUser"), "pf-m-danger")}
      ${
        whole && !this.all && (capped || total > this.selected.size)
          ? button(
              t(capped ? "selectAllOrMore" : "selectAll", { count: total }),
              () => (this.all = true),
              "pf-m-link pf-m-small",
            )
          : nothing
      }
      ${button(t("clearSelection"), () => this.tell("clear"), "pf-m-link pf-m-small")}
    </div>`;
  }
}

customElements.define("bulk-bar", BulkBar);
