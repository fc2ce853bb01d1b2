/** Reads and writes comma-separated values (RFC 4180), and hands them to the person as a file. */

/** @returns {any[]} the rows, each an array of texts with its `number`; empty lines count, and are left out */
export function parse(text) {
  const rows = [];
  /** @type {any} */
  let row = [];
  // Spreadsheets in languages whose numbers have a comma part cells by a semicolon.
  const head = text.split(/[\r\n]/, 1)[0].replaceAll(/"[^"]*"/g, "");
  const by = head.includes(";") && !head.includes(",") ? ";" : ",";
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^${by}\\r\\n]*))(${by}|\\r\\n|\\n|\\r|$)`, "gy");
  for (const [, within, bare, end] of text.matchAll(cell)) {
    row.push(within?.replaceAll('""', '"') ?? bare);
    if (end !== by) {
      row.number = rows.push(row);
      row = [];
    }
  }
  return rows.filter((cells) => cells.some(Boolean));
}

/**
 * Spreadsheets take what begins so, also behind a `;` or the end of a line, for a formula. An apostrophe keeps it text. It
 * stands where an import takes it away.
 */
const FORMULA = /^(?=[\r\n])|(?<![^;\r\n])(?=[-=+@＝＋－＠\t])/g;

/** @param {any[][]} rows @param {(text: string, column: number) => string} cell what is written of a cell */
export const write = (rows, cell = (text) => text) =>
  rows.map((cells) => cells.map((value, at) => quoted(cell(String(value ?? ""), at))).join(",")).join("\r\n");

export const harmless = (text) => text.replace(FORMULA, "'");

const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Hands a text to the person as a file. */
export function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
