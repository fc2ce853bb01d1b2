/** The only file that talks to the Users API. */
import { has, settings } from "./settings.js";
import * as session from "./session.js";
import { language } from "./texts.js";
import { filtersOf } from "./route.js";

/** What the API refused, or `offline` where it could not be reached. */
export class Problem extends Error {
  constructor({ code, status = 0, message = "", errors = {}, retryAfter = 0 }) {
    super(message || code);
    this.code = code;
    this.status = status;
    this.errors = errors;
    this.retryAfter = retryAfter;
  }

  /** Whether the same request may succeed a moment later. */
  get passes() {
    return this.code === "offline" || this.status >= 500;
  }
}

let askToSignIn = () => Promise.reject(new session.SignedOut());

/** Sets what asks the person to sign in again; the request that needs it waits, and goes on afterwards. */
export const whenSignedOut = (ask) => (askToSignIn = ask);

let forbidden = () => {};

/** Sets what happens where the caller may not manage users, or no longer. */
export const whenForbidden = (act) => (forbidden = act);

const path = (id, ...more) => ["/users", encodeURIComponent(id), ...more].join("/");

export const me = () => send("GET", "/users/me").then((answer) => answer.data);
export const users = (query) => send("GET", `/users?${parameters(query)}`).then((answer) => answer.data);
export const user = (id) => send("GET", path(id));
export const create = (body, key) => send("POST", "/users", { body, key });
export const change = (id, body, tag) => send("PATCH", path(id), { body, tag });
export const remove = (id, tag) => send("DELETE", path(id), { tag });
export const changeMany = (body, key) => send("POST", "/users/bulk", { body, key }).then((answer) => answer.data.data);
export const sendMail = (id, kind, key) => send("POST", path(id, `send-${kind}`), { key });
export const sessions = (id) => send("GET", path(id, "sessions")).then((answer) => answer.data.data);
export const endSessions = (id) => send("DELETE", path(id, "sessions"));
const roles = () => send("GET", "/roles").then((answer) => answer.data.data);

/**
 * The attributes of the realm's user profile, each with the label of its group; of a user whom a directory keeps, what that
 * allows, and which other fields are `fixed`.
 */
export async function profile(id) {
  const {
    attributes,
    groups,
    read_only_fields: fixed,
  } = (await send("GET", `/profile?${parameters({ user: id })}`)).data;
  const label = (name) => groups.find((group) => group.name === name)?.label ?? name;
  return { profile: attributes.map((attribute) => ({ ...attribute, group: label(attribute.group) })), fixed };
}

/** @type {Record<string, Promise<{roles: any[], profile: any[]}>>} */
const known = {};

/** What forms offer, in the language of the page: asked for once, and again where that failed. */
export function forms() {
  const tag = language();
  known[tag] ??= Promise.all([roles(), has("/profile") ? profile() : { profile: [] }]).then(
    ([roles, known]) => ({ roles, ...known }),
    (problem) => {
      delete known[tag];
      throw problem;
    },
  );
  return known[tag];
}

/** Imports users of a text of comma-separated values; one result a row. @param {string} body @param {{dryRun: boolean, key: string}} how */
export async function importUsers(body, { dryRun, key }) {
  const where = `/users/import${dryRun ? "?dry_run=true" : ""}`;
  return (await send("POST", where, { body, type: "text/csv", key: dryRun ? undefined : key })).data;
}

/** The users that match as a file. */
export async function exportUsers(query) {
  return (await send("GET", `/users/export?${parameters({ ...filtersOf(query), format: "csv" })}`)).data;
}

/** All users that match, however many, page by page, by cursor. */
export async function* walk(query) {
  for (let cursor = ""; cursor !== null;) {
    const found = await users({ ...filtersOf(query), cursor, per_page: settings.pageSizes.at(-1) });
    yield found.data;
    cursor = cursorOf(found);
  }
}

/** The cursor of the page behind a page of a walk, or null behind the last. */
export const cursorOf = ({ links }) => links.next && new URL(links.next).searchParams.get("cursor");

/** The query string; what is empty is left out, but for the cursor, which begins empty. */
export function parameters(query) {
  const filled = Object.entries(query).filter(([name, value]) => value || (name === "cursor" && value === ""));
  return new URLSearchParams(filled);
}

/** @param {string} method @param {string} where @param {{body?: any, type?: string, tag?: string, key?: string}} options */
async function send(method, where, options = {}) {
  for (let distrusted = false; ;) {
    const answer = await request(method, where, options);
    if (answer && answer.response.status !== 401) {
      return read(answer);
    }
    // A token that the API refuses is renewed once; where that does not help there is no session any more.
    if (answer && !distrusted) {
      session.distrust();
      distrusted = true;
    } else {
      await askToSignIn();
      distrusted = false;
    }
  }
}

/**
 * The answer, or nothing where there is no session.
 * @param {string} method @param {string} where @param {{body?: any, type?: string, tag?: string, key?: string}} options
 */
async function request(method, where, { body, type = "application/json", tag, key }) {
  try {
    const headers = { Authorization: `Bearer ${await session.token()}`, "Accept-Language": language() };
    if (body) {
      headers["Content-Type"] = type;
    }
    if (tag) {
      headers["If-Match"] = tag;
    }
    if (key) {
      headers["Idempotency-Key"] = key;
    }
    const response = await fetch(settings.api + where, {
      method,
      headers,
      body: typeof body === "string" ? body : body && JSON.stringify(body),
    });
    // The network can break off in the middle of the answer, too.
    return { response, text: await response.text() };
  } catch (failure) {
    if (failure instanceof session.SignedOut) {
      return null;
    }
    throw new Problem({ code: "offline" });
  }
}

function read({ response, text }) {
  const data = parsed(text, response.headers.get("Content-Type") ?? "");
  if (!response.ok) {
    if (data.code === "forbidden") {
      forbidden();
    }
    const retryAfter = Number(response.headers.get("Retry-After"));
    throw new Problem({ code: "internal_error", ...data, status: response.status, retryAfter });
  }
  // A read answers what is allowed where not all is: of a user whom only others may change, or of a directory.
  const allow = response.headers.get("Allow");
  return { data: allow ? { ...data, allow } : data, tag: response.headers.get("ETag") };
}

function parsed(text, type) {
  if (type.includes("ndjson")) {
    return text
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }
  return type.includes("json") ? JSON.parse(text) : type.includes("csv") ? text : {};
}
