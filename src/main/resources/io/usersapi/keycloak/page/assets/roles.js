/**
 * The roles that a user has after a change of many.
 * @param {{roles: {id: string, name: string}[]}} user
 * @param {string} mode `add`, `remove` or `replace`
 * @param {string[]} picked ids of the roles that are added, removed or put in the place of others
 * @param {{id: string, name: string}[]} known the roles that the caller may assign; those that it may not stay as they are
 */
export function rolesAfter(user, mode, picked, known) {
  const chosen = known.filter((role) => picked.includes(role.id));
  const kept = user.roles.filter((role) => {
    if (picked.includes(role.id)) {
      return mode === "replace" || mode === "add";
    }
    return mode !== "replace" || !known.some((other) => other.id === role.id);
  });
  const added = mode === "remove" ? [] : chosen.filter((role) => !kept.some((other) => other.id === role.id));
  return [...kept, ...added];
}
