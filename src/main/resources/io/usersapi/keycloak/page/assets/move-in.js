/** An import: a file, read into users, sent in chunks; it goes on where it stopped, also after a reload. */
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

/** @returns {Promise<{header: string[], rows: string[][], key: string}>} the key is the same for the same file */
export async function read(file) {
  const bytes = await file.arrayBuffer();
  const [header, ...rows] = parse(textOf(bytes));
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  const key = [...new Uint8Array(digest).slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { header: header ?? [], rows, key };
}

/** A workbook, or letters of another encoding, would come out as other letters: nobody's name. */
function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new api.Problem({ code: "not_utf8" });
  }
}

/** The field that a column's head most likely means; empty where none does. */
export function guess(head) {
  const name = head
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_");
  const known = { e_mail: "email", mail: "email", full_name: "name", role: "roles" }[name] ?? name;
  if (FIELDS.includes(known)) {
    return known;
  }
  return /^attributes\../.test(head.trim()) ? head.trim() : "";
}

/** The columns that mean something, as the API reads them: its own names at the head. */
function chunkOf(rows, fields) {
  const columns = [...fields.keys()].filter((at) => fields[at]);
  return [columns.map((at) => fields[at]), ...rows.map((row) => columns.map((at) => (row[at] ?? "").trim()))];
}

/** In which line of the chunk each row begins: a cell can have several lines. */
function linesOf(chunk) {
  let line = 1;
  return chunk.map((cells) => {
    const begins = line;
    line += cells.join().split("\n").length;
    return begins;
  });
}

/** An import that was begun in this tab, and not ended: `{key, fields}`; nothing of the file is kept. */
export const begun = () => JSON.parse(sessionStorage.getItem(kept) ?? "null");

/**
 * Sends the users chunk by chunk. What was sent before is sent again with its key: it has one effect, and the same answer.
 * @param {{rows: string[][], key: string}} file
 * @param {string[]} fields
 * @param {{dryRun: boolean, signal: AbortSignal, told: (row: number, result: any) => void}} how
 */
export async function send({ rows, key }, fields, { dryRun, signal, told }) {
  if (!dryRun) {
    sessionStorage.setItem(kept, JSON.stringify({ key, fields }));
  }
  for (let at = 0; at < rows.length && !signal.aborted; at += CHUNK) {
    const chunk = chunkOf(rows.slice(at, at + CHUNK), fields);
    const lines = linesOf(chunk);
    const results = await api.importUsers(write(chunk, exact), { dryRun, key: `${key}-${at}` });
    results.filter((result) => result.line).forEach((result) => told(at + lines.indexOf(result.line) - 1, result));
  }
  if (!dryRun && !signal.aborted) {
    sessionStorage.removeItem(kept);
  }
}
