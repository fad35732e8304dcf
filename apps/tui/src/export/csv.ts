/**
 * CSV that opens safely in a spreadsheet (I4). A cell that begins like a formula gets an apostrophe before it, the
 * spreadsheet's own mark for text, so that what a customer typed is never run (OWASP, CSV injection). What spreadsheets
 * pass over ahead of a formula, or some of them, is passed over here too: spaces, control characters, marks that are not
 * seen. A plus and digits alone is a phone number, computes nothing, and must come back through our own import unchanged:
 * it is left as it is.
 *
 * Apostrophes that were there already are passed over likewise: so a mark is told from what somebody wrote, and reading a
 * file back takes off exactly what was put on.
 */
const formulaStart = /^(?:'*[\t\r\n]|[\s'\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u;
const phonePattern = /^\+\d{5,15}$/;

/** One line as RFC 4180 has it. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => quoteCell(safeCell(cell))).join(",")}\r\n`;

const safeCell = (value: string): string =>
  formulaStart.test(value) && !phonePattern.test(value) ? `'${value}` : value;

/** A cell of a file that {@link csvLine} wrote, as it was before. */
export const cellAsWritten = (cell: string): string =>
  cell.startsWith("'") && formulaStart.test(cell.slice(1)) ? cell.slice(1) : cell;

/** Other delimiters are quoted too, so that no reader takes one of them for the file's. */
const quoteCell = (value: string): string =>
  /[",;|\t\r\n']|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/** Spreadsheets take a file without this mark for the machine's old code page. */
export const byteOrderMark = "\ufeff";
