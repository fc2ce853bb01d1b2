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
