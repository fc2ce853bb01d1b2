/** Where one is in the list, and the way to other pages. */
import { PageElement, caret, html, nothing, number, sign, t } from "./element.js";
import { address } from "../route.js";
import { settings } from "../settings.js";

export class PageLinks extends PageElement {
  /** `cursors`: of the pages that a walk has come to, by number. */
  static properties = { meta: {}, query: {}, cursors: {}, more: {} };

  constructor() {
    super();
    this.meta = null;
    this.query = {};
    this.cursors = {};
    this.more = false;
  }

  render() {
    const { from, to, total, total_capped: capped, current_page: page, last_page: last } = this.meta;
    const { pageSizes } = settings;
    const words = { from: from ?? 0, to: to ?? 0, total };
    return html`<div class="ua-pages">
      <span role="status">${capped ? t("placeOrMore", words) : t("place", words)}</span>
      <nav class="ua-pages__links" aria-label=${t("pages")}>
        ${this.step(page - 1, page > 1, "fa-angle-left", t("previousPage"))}
        ${numbers(page, last).map((other) =>
          other ? this.number(other, other === page) : html`<span aria-hidden="true">…</span>`,
        )}
        ${this.step(page + 1, this.more, "fa-angle-right", t("nextPage"))}
      </nav>
      <span class="pf-v5-c-form-control ua-pages__size">
        <select aria-label=${t("perPage")} @change=${(event) => this.tell("filter", { change: { per_page: event.target.value } })}>
          ${pageSizes.map((size) => html`<option value=${size} ?selected=${size === (this.query.per_page ?? pageSizes[0])}>${t("aPage", { size: Number(size) })}</option>`)}
        </select>
        ${caret}
      </span>
    </div>`;
  }

  step(page, there, icon, label) {
    return there
      ? html`<a class="pf-v5-c-button pf-m-plain" href=${this.to(page)} aria-label=${label} @click=${(event) => this.stepped(event, page)}>${sign(`${icon} ua-turns`)}</a>`
      : html`<span class="pf-v5-c-button pf-m-plain pf-m-disabled" aria-hidden="true">${sign(`${icon} ua-turns`)}</span>`;
  }

  /** Numbers end, and are slow long before that: a large list in the order of creation is walked from its second page on. */
  stepped(event, page) {
    if (page === 2 && this.meta.total_capped && !this.query.sort && !this.cursors[2]) {
      event.preventDefault();
      this.tell("walk");
    }
  }

  number(page, current) {
    return html`<a class="pf-v5-c-button ${current ? "pf-m-secondary" : "pf-m-plain"}" href=${this.to(page)}
      aria-current=${current ? "page" : nothing} aria-label=${t("pageNumber", { page })}>${number(page)}</a>`;
  }

  to(page) {
    return address({ ...this.query, page: page > 1 ? String(page) : "", cursor: this.cursors[page] ?? "" });
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
