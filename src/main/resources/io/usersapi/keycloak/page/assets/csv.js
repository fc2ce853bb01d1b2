/** Reads and writes comma-separated values (RFC 4180), and hands them to the person as a file. */

/** Reads a text of CSV. @returns {string[][]} the rows, without a byte order mark and empty lines */
export function parse(text) {
  const rows = [];
  let row = [];
  // Spreadsheets separate cells by a semicolon in languages whose numbers have a comma.
  const [head] = text.split("\n", 1);
  const by = head.includes(";") && !head.includes(",") ? ";" : ",";
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^${by}\\r\\n]*))(${by}|\\r\\n|\\n|\\r|$)`, "gy");
  cell.lastIndex = text.startsWith("\ufeff") ? 1 : 0;
  for (let match = cell.exec(text); match && cell.lastIndex <= text.length; match = cell.exec(text)) {
    row.push(match[1] === undefined ? match[2] : match[1].replaceAll('""', '"'));
    if (match[3] !== by) {
      rows.push(row);
      row = [];
    }
    if (match[3] === "") {
      break;
    }
  }
  return rows.filter((cells) => cells.some((value) => value !== ""));
}

/** A spreadsheet runs a cell that begins so as a formula; an apostrophe before the cell keeps it a text. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * Writes rows as CSV.
 * @param {any[][]} rows
 * @param {(text: string) => string} cell `exact` leaves formulas as they are
 */
export const write = (rows, cell = harmless) =>
  rows.map((cells) => cells.map((value) => quoted(cell(String(value ?? "")))).join(",")).join("\r\n");

export const exact = (text) => text;

const harmless = (text) => (FORMULA.test(text) ? `'${text}` : text);

const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Makes the browser save a text as a file. */
export function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
