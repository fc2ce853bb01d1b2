/** An import: reads a file of users and sends it in chunks. An import that stopped goes on, even after a reload. */
import * as api from "./api.js";
import { exact, parse, write } from "./csv.js";
import { settings } from "./settings.js";

const CHUNK = 100;
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

/**
 * Reads a file.
 * @returns {Promise<{header: string[], rows: string[][], key: string}>} the key depends on the content of the file only
 */
export async function read(file) {
  const text = await file.text();
  const [header, ...rows] = parse(text);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const key = [...new Uint8Array(digest).slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { header: header ?? [], rows, key };
}

/** The field that the head of a column most likely means; empty where it means none. */
export function guess(head) {
  const name = head
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_");
  const known = { e_mail: "email", mail: "email", full_name: "name", role: "roles" }[name] ?? name;
  if (FIELDS.includes(known)) {
    return known;
  }
  return /^attributes\.\w+$/.test(head.trim()) ? head.trim() : "";
}

/** The columns that mean a field, with the names that the API knows as their heads. */
function chunkOf(rows, fields) {
  const columns = [...fields.keys()].filter((at) => fields[at]);
  return [columns.map((at) => fields[at]), ...rows.map((row) => columns.map((at) => (row[at] ?? "").trim()))];
}

/** The line of the chunk on which each row begins; a cell can have several lines. */
function linesOf(chunk) {
  let line = 1;
  return chunk.map((cells) => {
    const begins = line;
    line += cells.join().split("\n").length;
    return begins;
  });
}

/** Where an import of this tab stopped: `{key, done, fields}`, or null. Nothing of the file's content is kept. */
export const begun = () => JSON.parse(sessionStorage.getItem(kept) ?? "null");

/**
 * Sends the users chunk by chunk.
 * @param {{rows: string[][], key: string}} file
 * @param {string[]} fields
 * @param {{dryRun: boolean, from?: number, signal: AbortSignal, told: (row: number, result: any) => void}} how
 */
export async function send({ rows, key }, fields, { dryRun, from = 0, signal, told }) {
  for (let at = from; at < rows.length && !signal.aborted; at += CHUNK) {
    const chunk = chunkOf(rows.slice(at, at + CHUNK), fields);
    const lines = linesOf(chunk);
    const results = await api.importUsers(write(chunk, exact), { dryRun, key: `${key}-${at}` });
    results.filter((result) => result.line).forEach((result) => told(at + lines.indexOf(result.line) - 1, result));
    if (!dryRun) {
      sessionStorage.setItem(kept, JSON.stringify({ key, fields, done: at + CHUNK }));
    }
  }
  if (!dryRun && !signal.aborted) {
    sessionStorage.removeItem(kept);
  }
}
