/** How a user and what belongs to it is called on the page. */
import { html, sign } from "./components/element.js";
import { ago, moment, shown, t } from "./texts.js";

/** What a person is called by: the name, else the address. */
export const nameOf = (user) => shown(user.name || user.email || t("nameless"));

/** Whether the caller may do that with a user, as far as the answer to a read tells. */
export const may = (method, { allow }) => !allow || allow.includes(method);

/** Active, inactive or deleted; invited, as long as an active user has set no password. */
export const statusOf = (user) => (user.invitation === "pending" && user.status === "active" ? "invited" : user.status);

const ICONS = { active: "fa-check-circle", inactive: "fa-ban", invited: "fa-envelope", deleted: "fa-trash" };
const COLOURS = { active: "pf-m-green", inactive: "", invited: "pf-m-blue", deleted: "pf-m-red" };

/** The status by word, sign and colour. */
export function statusLabel(user) {
  const status = statusOf(user);
  return html`<span class="pf-v5-c-label pf-m-compact ${COLOURS[status] ?? ""}">
    <span class="pf-v5-c-label__content">
      <span class="pf-v5-c-label__icon">${sign(ICONS[status])}</span>
      <span class="pf-v5-c-label__text">${t(`status.${status}`)}</span>
    </span>
  </span>`;
}

/** How long ago; the exact time where one points at it, and for screen readers. */
export const timeAgo = (iso) =>
  iso
    ? html`<time datetime=${iso} title=${moment(iso)}
        ><span aria-hidden="true">${ago(iso)}</span><span class="pf-v5-screen-reader">${moment(iso)}</span></time
      >`
    : "–";
