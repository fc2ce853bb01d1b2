/**
 * What the HTML document tells the scripts: the addresses of the realm and of the API, and the paths that the API has.
 * @type {{realm: string, title: string, issuer: string, api: string, languages: string[], language: string, paths: string[]}}
 */
export const settings = JSON.parse(document.querySelector('meta[name="users-admin"]').getAttribute("content"));

/** Whether the API has a path, `/users/{user}/sessions` for example. The page does not offer what the API lacks. */
export const has = (path) => settings.paths.includes(path);

const key = (name) => `users-admin.${settings.realm}.${name}`;

/** What a person has chosen on this device for this realm: language, colours, keys; never a token. */
export const remembered = {
  get: (name) => localStorage.getItem(key(name)),
  set: (name, value) => localStorage.setItem(key(name), value),
};
