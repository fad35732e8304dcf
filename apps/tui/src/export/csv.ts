/**
 * CSV that opens safely in a spreadsheet (I4). A cell that begins like a formula gets an apostrophe before it, the
 * spreadsheet's own mark for text, so that what a customer typed is never run (OWASP, CSV injection). A plus and digits
 * alone is a phone number, computes nothing, and must come back through our own import unchanged: it is left as it is.
 */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/;
const phonePattern = /^\+\d{5,15}$/;

/** One line as RFC 4180 has it. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => quoteCell(safeCell(cell))).join(",")}\r\n`;

const safeCell = (value: string): string =>
  formulaStart.test(value) && !phonePattern.test(value) ? `'${value}` : value;

/** Other delimiters are quoted too, so that no reader takes one of them for the file's. */
const quoteCell = (value: string): string =>
  /[",;|\t\r\n']|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/** Spreadsheets take a file without this mark for the machine's old code page. */
export const byteOrderMark = "\ufeff";
