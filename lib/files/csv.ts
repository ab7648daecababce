/** A value of a table; one that is not there leaves its cell empty. */
export type CsvCell = string | number | null | undefined;

/** A formula in a spreadsheet begins so, and one may run programs. A number is none. */
const FORMULA = /^[=+\-@\t\r]/, NUMBER = /^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i;

/**
 * Comma-separated values; a cell with a comma, quote or line break is quoted (RFC 4180). Text that a
 * spreadsheet would take for a formula gets an apostrophe before it, which shows it as text; not where
 * it is `verbatim`, for tables that are read back.
 *
 * @see OWASP, "CSV injection"
 */
export function csv(
  rows: readonly (readonly CsvCell[])[],
  options: { verbatim?: boolean } = {},
): string {
  const cell = (value: CsvCell) => {
    const text = String(value ?? "");
    const formula = typeof value === "string" && FORMULA.test(text) && !NUMBER.test(text);
    const shown = formula && options.verbatim !== true ? `'${text}` : text;
    return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
  };
  return rows.map((row) => row.map(cell).join(",") + "\n").join("");
}
