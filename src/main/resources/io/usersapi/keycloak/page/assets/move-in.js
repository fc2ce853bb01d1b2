/** An import: a file, read into users, sent in chunks; it goes on where it stopped, also after a reload. */
import * as api from "./api.js";
import { parse, write } from "./csv.js";
import { who } from "./session.js";
import { settings } from "./settings.js";
import { knows, t } from "./texts.js";

const CHUNK = 100;
/** A check finds the addresses that stand twice in what it sees at once. */
const CHECKED = 1000;
const kept = `users-admin.${settings.realm}.import`;

/** What a column can be, beside an attribute. */
const FIELDS = [
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
  "invite",
];

/** What a column can be, and how the page calls that. @param {any[]} profile */
export const meanings = (profile) =>
  Object.fromEntries([
    ...FIELDS.map((field) => [field, knows(`field.${field}`) ? t(`field.${field}`) : field]),
    ...profile.filter((one) => !one.read_only).map(({ name, label }) => [`attributes.${name}`, label]),
  ]);

/** @returns {Promise<{header: string[], rows: string[][], digest: string}>} the digest is the same for the same file */
export async function read(file) {
  const bytes = await file.arrayBuffer();
  const [header = [], ...rows] = parse(textOf(bytes));
  const digest = String(new Uint32Array(await crypto.subtle.digest("SHA-256", bytes)));
  return { header, rows, digest };
}

/** A workbook, or letters of another encoding, would come out as other letters: nobody's name. */
function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new api.Problem({ code: "not_utf8" });
  }
}

const plain = (text) =>
  text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_");

/** The meaning that a column's head names, in the words of the API or of the page; empty where there is none. */
export function guess(head, profile) {
  const name = plain(head);
  const sought = { e_mail: "email", mail: "email", full_name: "name", role: "roles" }[name] ?? name;
  const found = Object.entries(meanings(profile)).find((names) => names.map(plain).includes(sought));
  return found?.[0] ?? /^attributes\..+/s.exec(head.trim())?.[0] ?? "";
}

/** Of these each blank counts, as in the API. */
const EXACT = /^(password|attributes)/;

/**
 * The columns that mean something, as the API reads them: its own names at the head. What a row has beyond the header is
 * sent, too, so that the API refuses the row: a separator too many may have moved its cells.
 */
function chunkOf(rows, fields) {
  const columns = [...fields.keys()].filter((at) => fields[at]);
  const cells = (row) => [
    ...columns.map((at) => (EXACT.test(fields[at]) ? row[at] : row[at]?.trim())),
    ...row.slice(fields.length).filter(Boolean),
  ];
  return [columns.map((at) => fields[at]), ...rows.map(cells)];
}

/** In which line of the chunk each row begins: a cell can have several lines, which end as in the API. */
function linesOf(chunk) {
  let line = 1;
  return chunk.map((cells) => {
    const begins = line;
    line += cells.join().split(/\r\n?|\n/).length;
    return begins;
  });
}

/** An import that this person began in this tab, and that was broken off; nothing of the file is kept. */
export function begun() {
  const before = JSON.parse(sessionStorage.getItem(kept) ?? "{}");
  return before.who === who() && before;
}

/**
 * Sends the users chunk by chunk. What this attempt has sent before is sent again with its key: it has one effect, and the
 * same answer. The key is that of the attempt, not of the file: users, roles and rules can be others the next time.
 * @param {{rows: string[][], digest: string}} file
 * @param {{fields: string[], key: string, dryRun: boolean, signal: AbortSignal, told: (row: number, result: any) => void}} how
 */
export async function send({ rows, digest }, { fields, key, dryRun, signal, told }) {
  if (!dryRun) {
    sessionStorage.setItem(kept, JSON.stringify({ who: who(), digest, fields, key }));
  }
  const size = dryRun ? CHECKED : CHUNK;
  for (let at = 0; at < rows.length && !signal.aborted; at += size) {
    const chunk = chunkOf(rows.slice(at, at + size), fields);
    const lines = linesOf(chunk);
    const results = await api.importUsers(write(chunk), { dryRun, key: `${key}-${at}` });
    results.filter((result) => result.line).forEach((result) => told(at + lines.indexOf(result.line) - 1, result));
  }
  // Who stops an import has seen that something is wrong: it shall not go on by itself.
  if (!dryRun && (!signal.aborted || signal.reason === "stop")) {
    sessionStorage.removeItem(kept);
  }
}
