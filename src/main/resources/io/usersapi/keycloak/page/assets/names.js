/** The words for a user, the state, the roles and the times of a user on the page. */
import { html, sign } from "./components/element.js";
import { ago, moment, shown, t } from "./texts.js";

/** What the page calls a user: the name, else the address. */
export const nameOf = (user) => shown(user.name || user.email || t("nameless"));

/** `active`, `inactive`, `deleted`, or `invited` as long as an active user has set no password. */
export const statusOf = (user) => (user.invitation === "pending" && user.status === "active" ? "invited" : user.status);

const ICONS = { active: "fa-check-circle", inactive: "fa-ban", invited: "fa-envelope", deleted: "fa-trash" };
const COLOURS = { active: "pf-m-green", inactive: "", invited: "pf-m-blue", deleted: "pf-m-red" };

/** The status as a word, an icon and a colour. */
export function statusLabel(user) {
  const status = statusOf(user);
  return html`<span class="pf-v5-c-label pf-m-compact ${COLOURS[status] ?? ""}">
    <span class="pf-v5-c-label__content">
      <span class="pf-v5-c-label__icon">${sign(ICONS[status])}</span>
      <span class="pf-v5-c-label__text">${t(`status.${status}`)}</span>
    </span>
  </span>`;
}

/** How long ago a time was; the exact time is shown under the pointer, and told to screen readers. */
export const timeAgo = (iso) =>
  iso
    ? html`<time datetime=${iso} title=${moment(iso)}
        ><span aria-hidden="true">${ago(iso)}</span><span class="ua-unseen">${moment(iso)}</span></time
      >`
    : "–";
