/** The only file that talks to the Users API. */
import { settings } from "./settings.js";
import * as session from "./session.js";
import { language } from "./texts.js";
import { filtersOf } from "./route.js";

/** How many users a page of a walk has. */
const WALK = 100;

/** A refusal of the API; the code is `offline` where the API could not be reached. */
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

/**
 * Sets the function that asks the person to sign in again. The request that needs a session waits for it, and then goes
 * on.
 */
export const whenSignedOut = (ask) => (askToSignIn = ask);

let forbidden = () => {};

/** Sets the function that is called when the caller may not, or may no longer, manage users. */
export const whenForbidden = (act) => (forbidden = act);

const path = (id, ...more) => ["/users", encodeURIComponent(id), ...more].join("/");

export const me = () => send("GET", "/users/me").then((answer) => answer.data);
export const users = (query) => send("GET", `/users?${parameters(query)}`).then((answer) => answer.data);
export const user = (id) => send("GET", path(id));
export const create = (body, key) => send("POST", "/users", { body, key });
export const change = (id, body, tag) => send("PATCH", path(id), { body, tag });
export const remove = (id, tag) => send("DELETE", path(id), { tag });
export const changeMany = (body, key) => send("POST", "/users/bulk", { body, key }).then((answer) => answer.data.data);
export const sendMail = (id, kind) => send("POST", path(id, `send-${kind}`));
export const sessions = (id) => send("GET", path(id, "sessions")).then((answer) => answer.data.data);
export const endSessions = (id) => send("DELETE", path(id, "sessions"));
export const roles = () => send("GET", "/roles").then((answer) => answer.data.data);

/** The attributes of the realm's user profile, each with the label of its group. */
export async function profile() {
  const { attributes, groups = [] } = (await send("GET", "/profile")).data;
  const label = (name) => groups.find((group) => group.name === name)?.label ?? name;
  return attributes.map((attribute) => ({ ...attribute, group: label(attribute.group) }));
}

/**
 * Imports the users of a CSV text; answers one result for each row, and last the counts.
 * @param {string} body
 * @param {{dryRun: boolean, key: string}} how
 */
export async function importUsers(body, { dryRun, key }) {
  const where = `/users/import${dryRun ? "?dry_run=true" : ""}`;
  return (await send("POST", where, { body, type: "text/csv", key: dryRun ? undefined : key })).data;
}

/** The users who match, as a CSV text. */
export async function exportUsers(query) {
  return (await send("GET", `/users/export?${parameters({ ...filtersOf(query), format: "csv" })}`)).data;
}

/** All users who match, page by page, by cursor. */
export async function* walk(query) {
  for (let cursor = ""; cursor !== null;) {
    const found = await users({ ...filtersOf(query), cursor, per_page: WALK });
    yield found.data;
    cursor = cursorOf(found);
  }
}

/** The cursor of the page after a page of a walk; null after the last page. */
export const cursorOf = ({ links }) => links.next && new URL(links.next).searchParams.get("cursor");

/** The query string. Empty values are left out, except for the cursor, which is empty for the first page of a walk. */
export function parameters(query) {
  const filled = Object.entries(query).filter(([name, value]) => value || (name === "cursor" && value === ""));
  return new URLSearchParams(filled);
}

/**
 * Sends a request, and asks for a sign-in where it needs one.
 * @param {string} method
 * @param {string} where
 * @param {{body?: any, type?: string, tag?: string, key?: string}} options
 */
async function send(method, where, { body, type, tag, key } = {}) {
  for (let distrusted = false; ;) {
    const response = await request(method, where, { body, type, tag, key });
    if (response?.status !== 401 && response) {
      return read(response);
    }
    // A token that the API refuses is renewed once. Where that does not help, the session has ended.
    if (response && !distrusted) {
      session.distrust();
      distrusted = true;
    } else {
      await askToSignIn();
      distrusted = false;
    }
  }
}

/** The answer, or null where there is no session. */
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
    return await fetch(settings.api + where, {
      method,
      headers,
      body: typeof body === "string" ? body : body && JSON.stringify(body),
    });
  } catch (failure) {
    if (failure instanceof session.SignedOut) {
      return null;
    }
    throw new Problem({ code: "offline" });
  }
}

async function read(response) {
  const text = await response.text();
  const data = parsed(text, response.headers.get("Content-Type") ?? "");
  if (!response.ok) {
    if (data.code === "forbidden") {
      forbidden();
    }
    const retryAfter = Number(response.headers.get("Retry-After"));
    throw new Problem({ code: "internal_error", ...data, status: response.status, retryAfter });
  }
  // The answer to a read has the header Allow only where the caller may not change the user.
  return { data, tag: response.headers.get("ETag"), readOnly: response.headers.has("Allow") };
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
