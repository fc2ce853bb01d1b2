/** Where one is in the list, and the way to other pages. */
import { PageElement, html, nothing } from "./element.js";
import { number, t } from "../texts.js";
import { address } from "../route.js";

const SIZES = ["20", "50", "100"];

export class PageLinks extends PageElement {
  static properties = { meta: {}, query: {}, more: { type: Boolean } };

  constructor() {
    super();
    this.meta = null;
    this.query = {};
    this.more = false;
  }

  render() {
    const { from, to, total, total_capped: capped, current_page: page, last_page: last } = this.meta;
    const words = { from: from ?? 0, to: to ?? 0, total };
    return html`<div class="ua-pages">
      <span role="status" class="ua-pages__place">${capped ? t("placeOrMore", words) : t("place", words)}</span>
      <nav class="ua-pages__links" aria-label=${t("pages")}>
        ${this.step(page - 1, page > 1, "fa-angle-left", t("previousPage"))}
        ${numbers(page, last).map((other) =>
          other ? this.number(other, other === page) : html`<span aria-hidden="true">…</span>`,
        )}
        ${this.step(page + 1, this.more, "fa-angle-right", t("nextPage"))}
      </nav>
      <span class="pf-v5-c-form-control ua-pages__size">
        <select aria-label=${t("perPage")} @change=${(event) => this.tell("filter", { change: { per_page: event.target.value } })}>
          ${SIZES.map((size) => html`<option value=${size} ?selected=${size === (this.query.per_page ?? SIZES[0])}>${t("aPage", { size: Number(size) })}</option>`)}
        </select>
        <span class="pf-v5-c-form-control__utilities">
          <span class="pf-v5-c-form-control__toggle-icon"><i class="fas fa-caret-down" aria-hidden="true"></i></span>
        </span>
      </span>
    </div>`;
  }

  step(page, there, icon, label) {
    return there
      ? html`<a class="pf-v5-c-button pf-m-plain" href=${this.to(page)} aria-label=${label}><i class="fas ${icon} ua-turns" aria-hidden="true"></i></a>`
      : html`<span class="pf-v5-c-button pf-m-plain pf-m-disabled" aria-hidden="true"><i class="fas ${icon} ua-turns"></i></span>`;
  }

  number(page, current) {
    return html`<a class="pf-v5-c-button ${current ? "pf-m-secondary" : "pf-m-plain"} ua-pages__number" href=${this.to(page)}
      aria-current=${current ? "page" : nothing} aria-label=${t("pageNumber", { page })}>${number(page)}</a>`;
  }

  to(page) {
    return address({ ...this.query, page: page > 1 ? String(page) : "" });
  }
}

/** The first, the last, and those around the current one; 0 stands for those that are left out. */
function numbers(page, last) {
  const end = last ?? page;
  const near = [1, page - 1, page, page + 1, end].filter((page) => page >= 1 && page <= end);
  const sorted = [...new Set(near)].sort((a, b) => a - b);
  return sorted.flatMap((page, at) => (at > 0 && page - sorted[at - 1] > 1 ? [0, page] : [page]));
}

customElements.define("page-links", PageLinks);
