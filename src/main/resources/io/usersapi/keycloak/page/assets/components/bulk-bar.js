/** What can be done to the users that are selected. */
import { PageElement, html, nothing } from "./element.js";
import { t } from "../texts.js";

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
    const button = (
      act,
      label,
      kind = "pf-m-secondary",
    ) => html`<button class="pf-v5-c-button ${kind} pf-m-small" type="button"
      data-many=${act} @click=${() => this.tell("many", { act, all: this.all })}>${label}</button>`;
    return html`<div class="ua-bulk" role="group" aria-label=${t("selection")}>
      <strong role="status">${this.all ? t(capped ? "allOrMore" : "allSelected", { count: total }) : t("selected", { count: this.selected.size })}</strong>
      ${button("activate", t("activate"))} ${button("deactivate", t("deactivate"))} ${button("roles", t("changeRoles"))}
      ${button("delete", t("deleteUser"), "pf-m-danger")}
      ${
        whole && !this.all && (capped || total > this.selected.size)
          ? html`<button class="pf-v5-c-button pf-m-link pf-m-small" type="button" @click=${() => (this.all = true)}>
            ${t(capped ? "selectAllOrMore" : "selectAll", { count: total })}
          </button>`
          : nothing
      }
      <button class="pf-v5-c-button pf-m-link pf-m-small" type="button" @click=${() => this.tell("clear")}>${t("clearSelection")}</button>
    </div>`;
  }
}

customElements.define("bulk-bar", BulkBar);
