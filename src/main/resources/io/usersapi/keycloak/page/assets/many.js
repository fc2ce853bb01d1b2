/** One change, or the deletion, of many users: request by request, so that one sees how far it is and can stop it. */
import * as api from "./api.js";

/** So many users go into one request, which takes about a second. */
const CHUNK = 20;
/** So many requests are under way at most. */
const AT_ONCE = 5;

export class Many {
  /**
   * @param {((user: any) => any)[]} deeds what each user gets, and what gives the user back what it had
   * @param {() => void} heard hears whenever there are results
   */
  constructor([what, back], heard) {
    this.what = what;
    this.back = back;
    this.heard = heard;
    this.isBack = false;
    this.total = 0;
    /** Requests that are not answered yet. @type {{users: any[], body: any, key: string}[]} */
    this.waiting = [];
    /** @type {{user: any, result: any}[]} */
    this.results = [];
  }

  get refused() {
    return this.results.filter(({ result }) => result.error).map(({ user }) => user);
  }

  /** Neither those who were so before, nor those who are gone. */
  get changed() {
    return this.results.filter(({ result }) => result.status === "changed").map(({ user }) => user);
  }

  /**
   * Sends what waits, and these users; a request that got no answer is sent again with its key, and has one effect.
   * @param {any[]} users
   * @param {AbortSignal} signal ends the work: what is under way is finished, no more is begun
   */
  async work(users, signal) {
    this.waiting.push(...requests(users, this.what));
    this.total = this.results.length + this.waiting.reduce((sum, request) => sum + request.users.length, 0);
    while (this.waiting.length > 0 && !signal.aborted) {
      const [{ users: some, body, key }] = this.waiting;
      const results = await api.changeMany({ users: some.map((user) => user.id), ...body }, key);
      this.waiting.shift();
      this.results.push(...results.map((result, at) => ({ user: some[at], result })));
      this.heard();
    }
  }

  tryAgain(signal) {
    const { refused } = this;
    this.results = this.results.filter(({ result }) => !result.error);
    return this.work(refused, signal);
  }

  /** Gives those that were changed what they had. */
  undo(signal) {
    const { changed, back } = this;
    Object.assign(this, { isBack: true, what: back, results: [], waiting: [] });
    return this.work(changed, signal);
  }
}

/** What an act does to each user, and what undoes it. @param {string} act @param {(user: any) => any[]} after the roles */
export function deeds(act, after) {
  const status = (value) => () => ({ change: { status: value } });
  const roles = (of) => (user) => ({ change: { roles: of(user).map((role) => role.id) } });
  return {
    activate: [status("active"), status("inactive")],
    deactivate: [status("inactive"), status("active")],
    roles: [roles(after), roles((user) => user.roles)],
    delete: [() => ({ delete: true })],
  }[act];
}

/** Users who get the same go together. */
function requests(users, what) {
  const groups = {};
  users.forEach((user) => (groups[JSON.stringify(what(user))] ??= []).push(user));
  return Object.entries(groups).flatMap(([body, all]) =>
    Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, at) => ({
      users: all.slice(at * CHUNK, (at + 1) * CHUNK),
      body: JSON.parse(body),
      key: crypto.randomUUID(),
    })),
  );
}

/** All that match, as they are now. @param {(count: number) => void} found hears how many there are so far */
export async function all(filters, found, signal) {
  const users = [];
  for await (const some of api.walk(filters)) {
    if (signal.aborted) {
      break;
    }
    users.push(...some.filter((user) => user.status !== "deleted"));
    found(users.length);
  }
  return users;
}

/** The users as they are now: somebody may have changed their roles since they were ticked. */
export async function fresh(users) {
  const now = [];
  for (let at = 0; at < users.length; at += AT_ONCE) {
    const some = users.slice(at, at + AT_ONCE).map((user) => api.user(user.id).then(({ data }) => data, orGone(user)));
    now.push(...(await Promise.all(some)));
  }
  return now;
}

/** Who is gone is refused where it is to be changed. */
const orGone = (user) => (problem) => {
  if (problem.code !== "user_not_found") {
    throw problem;
  }
  return user;
};

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
      return mode !== "remove";
    }
    return mode !== "replace" || !known.some((other) => other.id === role.id);
  });
  const added = mode === "remove" ? [] : chosen.filter((role) => !kept.some((other) => other.id === role.id));
  return [...kept, ...added];
}
