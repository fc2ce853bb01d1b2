/** The address holds the state of the page: `#/users?search=ad&page=2`, `#/users/{id}/sessions?search=ad&page=2`. */

/** The names of the filters that a list can have. */
export const FILTERS = ["search", "status", "type", "role", "invitation", "email_verified", "attribute"];

const QUERY = [...FILTERS, "sort", "page", "per_page", "cursor"];

/** The part of a query that chooses users, without the page and the order. */
export const filtersOf = (query) =>
  Object.fromEntries(FILTERS.filter((name) => query[name]).map((name) => [name, query[name]]));

/** Whether two queries choose the same users. */
export const sameFilters = (one, other) => FILTERS.every((name) => one[name] === other[name]);

/** What the address says: the view, the user who is open, the tab of the panel, the query of the list. */
export function route() {
  const [path, query] = location.hash.slice(1).split("?");
  const [, view = "users", id, tab] = path.split("/").map(decodeURIComponent);
  const parameters = new URLSearchParams(query);
  const known = QUERY.filter((name) => parameters.get(name)).map((name) => [name, parameters.get(name)]);
  return { view: view || "users", id: id ?? "", tab: tab || "details", query: Object.fromEntries(known) };
}

/** The address of a list with one of its users open, if any. */
export function address(query, id = "", tab = "") {
  const path = ["#/users", id && encodeURIComponent(id), id && tab !== "details" && tab].filter(Boolean).join("/");
  const parameters = new URLSearchParams(QUERY.filter((name) => query[name]).map((name) => [name, query[name]]));
  return parameters.size > 0 ? `${path}?${parameters}` : path;
}

/** Goes to an address. With `replace`, as while a search is typed, Back does not go letter by letter. */
export function go(to, replace = false) {
  if (replace) {
    history.replaceState(null, "", to);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    location.hash = to;
  }
}
