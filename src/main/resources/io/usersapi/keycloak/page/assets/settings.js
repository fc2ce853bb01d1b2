/**
 * What the shell tells the scripts: where the realm and the API are, which paths the API has, and how long a page may be.
 * @type {{realm: string, title: string, issuer: string, api: string, languages: string[], language: string, paths: string[], pageSizes: string[]}}
 */
export const settings = JSON.parse(document.querySelector('meta[name="users-admin"]').getAttribute("content"));

/** Whether the API has a path, as `/users/{user}/sessions`: what it lacks is not offered. */
export const has = (path) => settings.paths.includes(path);

const key = (name) => `users-admin.${settings.realm}.${name}`;

/** What a person chose on this device, in this realm: language, colours, keys. Never a token. */
export const remembered = {
  get: (name) => localStorage.getItem(key(name)),
  set: (name, value) => localStorage.setItem(key(name), value),
};
