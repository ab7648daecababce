/** A value of a table; one that is not there leaves its cell empty. */
export type CsvCell = string | number | null | undefined;

/**
 * Comma-separated values; a cell with a comma, quote or line break is quoted (RFC 4180).
 *
 * @param rows Rows of cells, the header first.
 * @returns The text.
 */
export function csv(rows: readonly (readonly CsvCell[])[]): string {
  const cell = (value: CsvCell) => {
    const text = String(value ?? "");
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(cell).join(",") + "\n").join("");
}
