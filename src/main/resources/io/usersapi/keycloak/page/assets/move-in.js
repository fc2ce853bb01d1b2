/** An import: a file, read into users, sent in chunks; it goes on where it stopped, also after a reload. */
import * as api from "./api.js";
import { parse } from "./csv.js";
import { settings } from "./settings.js";

const CHUNK = 100;
const LISTS = ["roles"];
const kept = `users-admin.${settings.realm}.import`;

/** What a column can be. */
export const FIELDS = [
  "email",
  "name",
  "roles",
  "status",
  "type",
  "password",
  "password_hash",
  "id",
  "created_at",
  "email_verified",
];

/** @returns {Promise<{header: string[], rows: string[][], key: string}>} the key is the same for the same file */
export async function read(file) {
  const text = await file.text();
  const [header, ...rows] = parse(text);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const key = [...new Uint8Array(digest).slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { header: header ?? [], rows, key };
}

/** The field that a column's head most likely means; empty where none does. */
export function guess(head) {
  const name = head
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_");
  const known = { e_mail: "email", mail: "email", full_name: "name", role: "roles" }[name] ?? name;
  return FIELDS.includes(known) || /^attributes\.\w+$/.test(head.trim())
    ? FIELDS.includes(known)
      ? known
      : head.trim()
    : "";
}

/** A user as the API takes it, of a row and the fields that its columns mean. */
export function userOf(row, fields) {
  const user = {};
  fields.forEach((field, at) => {
    const value = (row[at] ?? "").trim();
    if (!field || !value) {
      return;
    }
    if (field.startsWith("attributes.")) {
      user.attributes = { ...user.attributes, [field.slice("attributes.".length)]: value.split(";") };
    } else if (field === "email_verified") {
      user[field] = value.toLowerCase() === "true";
    } else {
      user[field] = LISTS.includes(field) ? value.split(";").map((part) => part.trim()) : value;
    }
  });
  return user;
}

/** Where an import stopped that was begun in this tab: `{key, done, fields}`; nothing of the file is kept. */
export const begun = () => JSON.parse(sessionStorage.getItem(kept) ?? "null");

/**
 * Sends the users chunk by chunk.
 * @param {{rows: string[][], key: string}} file
 * @param {string[]} fields
 * @param {{dryRun: boolean, from?: number, signal: AbortSignal, told: (row: number, result: any) => void}} how
 */
export async function send({ rows, key }, fields, { dryRun, from = 0, signal, told }) {
  for (let at = from; at < rows.length && !signal.aborted; at += CHUNK) {
    const users = rows.slice(at, at + CHUNK).map((row) => userOf(row, fields));
    const results = await api.importUsers(users, { dryRun, key: `${key}-${at}` });
    results.filter((result) => result.line).forEach((result) => told(at + result.line - 1, result));
    if (!dryRun) {
      sessionStorage.setItem(kept, JSON.stringify({ key, fields, done: at + CHUNK }));
    }
  }
  if (!dryRun && !signal.aborted) {
    sessionStorage.removeItem(kept);
  }
}
