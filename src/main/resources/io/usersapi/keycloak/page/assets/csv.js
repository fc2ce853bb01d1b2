/** Reads and writes comma-separated values (RFC 4180). */

/** @returns {string[][]} the rows; a byte order mark and empty lines are left out */
export function parse(text) {
  const rows = [];
  let row = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|\n|\r|$)/gy;
  cell.lastIndex = text.startsWith("\ufeff") ? 1 : 0;
  for (let match = cell.exec(text); match && cell.lastIndex <= text.length; match = cell.exec(text)) {
    row.push(match[1] === undefined ? match[2] : match[1].replaceAll('""', '"'));
    if (match[3] !== ",") {
      rows.push(row);
      row = [];
    }
    if (match[3] === "") {
      break;
    }
  }
  return rows.filter((cells) => cells.some((value) => value !== ""));
}

/** A spreadsheet takes what begins so for a formula: an apostrophe before it keeps it text. */
const FORMULA = /^[=+\-@\t\r]/;

export const write = (rows) => rows.map((cells) => cells.map(quoted).join(",")).join("\r\n");

function quoted(value) {
  const text = FORMULA.test(String(value ?? "")) ? `'${value}` : String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
