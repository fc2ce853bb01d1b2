/** The address is the state: `#/users?search=ad&page=2`, `#/users/{id}/sessions?search=ad&page=2`. */

/** Which filters a list can have. */
export const FILTERS = ["search", "status", "type", "role", "invitation", "email_verified", "attribute"];

const QUERY = [...FILTERS, "sort", "page", "per_page", "cursor"];

/** What of a query chooses users, and not the page or the order. */
export const filtersOf = (query) =>
  Object.fromEntries(FILTERS.filter((name) => query[name]).map((name) => [name, query[name]]));

/** Whether two lists are filtered alike. */
export const sameFilters = (one, other) => FILTERS.every((name) => one[name] === other[name]);

/** What the address says. */
export function route() {
  const [path, query] = location.hash.slice(1).split("?");
  const [, , id = "", tab] = path.split("/").map(decoded);
  const parameters = new URLSearchParams(query);
  const known = QUERY.filter((name) => parameters.get(name)).map((name) => [name, parameters.get(name)]);
  return { id, tab: tab || "details", query: Object.fromEntries(known) };
}

/** A link that was cut off in the middle of a sign is a link to nobody. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a list with one of its users open, if any. */
export function address(query, id = "", tab = "") {
  const path = ["#/users", id && encodeURIComponent(id), id && tab !== "details" && tab].filter(Boolean).join("/");
  const parameters = new URLSearchParams(QUERY.filter((name) => query[name]).map((name) => [name, query[name]]));
  return parameters.size > 0 ? `${path}?${parameters}` : path;
}

/** Goes there; a search that is being typed replaces the address, so that Back does not go letter by letter. */
export function go(to, replace = false) {
  if (replace) {
    history.replaceState(null, "", to);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    location.hash = to;
  }
}
