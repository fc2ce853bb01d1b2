/** Does one thing to many users: not more than five requests are under way at once. */
const AT_ONCE = 5;

/**
 * @param {any[]} users whom
 * @param {(user: any) => Promise<any>} act what
 * @param {(user: any, problem?: any) => void} told hears of each that is done or refused
 * @param {AbortSignal} signal ends the work: what is under way is finished, no more is begun
 */
export async function each(users, act, told, signal) {
  const waiting = [...users];
  const work = async () => {
    while (waiting.length > 0 && !signal.aborted) {
      const user = waiting.shift();
      await act(user).then(
        () => told(user),
        (problem) => told(user, problem),
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

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
