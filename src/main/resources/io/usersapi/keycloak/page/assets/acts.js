/** What can be done to one user from the list and from the panel alike. */
import * as api from "./api.js";
import { download } from "./csv.js";
import { t } from "./texts.js";
import { may, nameOf, statusOf } from "./names.js";

/** Changes a user, says so, and offers the way back. */
export async function change(host, user, fields, back, text) {
  await attempt(host, async () => {
    await api.change(user.id, fields);
    host.tell("done", {
      text,
      undo: back && (() => change(host, user, back, null, t("undone", { name: nameOf(user) }))),
    });
    host.tell("changed", user.id);
  });
}

/** Gives a user the roles that it had. */
export const giveBackRoles = (host, user) =>
  change(host, user, { roles: user.roles.map((role) => role.id) }, null, t("undone", { name: nameOf(user) }));

/** Does something; what the API refuses stands on top of the page, with another try where that may help. */
export async function attempt(host, act) {
  try {
    await act();
  } catch (problem) {
    host.tell("trouble", { problem, retry: problem.passes ? () => attempt(host, act) : undefined });
  }
}

export const activate = (user, host) =>
  change(host, user, { status: "active" }, { status: "inactive" }, t("activated", { name: nameOf(user) }));

export const deactivate = (user, host) =>
  change(host, user, { status: "inactive" }, { status: "active" }, t("deactivated", { name: nameOf(user) }));

/** Sends a mail of a kind: `password-reset`, `invitation`, `verification`; one, also where the answer to the first try is lost. */
export function sendMail(user, host, kind, refused) {
  const key = crypto.randomUUID();
  const sent = () => host.tell("done", { text: t(`sent.${kind}`, { name: nameOf(user) }) });
  return attempt(host, () => api.sendMail(user.id, kind, key).then(sent, refused));
}

/** The users that the list shows, on all of its pages, as a file. */
export const exportList = (query, host) =>
  attempt(host, async () => download("users.csv", await api.exportUsers(query)));

/** The entries of a user's menu: what can be done to the user as it is now, or why nothing can. */
export async function actsOn(listed, host) {
  const { data: user } = await api.user(listed.id).catch(() => ({ data: listed }));
  if (!may("PATCH", user)) {
    return [{ label: t("problem.privileged"), act: () => {} }];
  }
  const mail = statusOf(user) === "invited" ? "invitation" : "password-reset";
  const active = user.status === "active";
  return [
    ...(active ? [{ label: t(`send.${mail}`), act: () => sendMail(user, host, mail) }] : []),
    active
      ? { label: t("deactivate"), act: () => deactivate(user, host) }
      : { label: t("activate"), act: () => activate(user, host) },
    ...(may("DELETE", user)
      ? [{ label: t("deleteUser"), danger: true, act: () => host.tell("ask-delete", user) }]
      : []),
  ];
}
