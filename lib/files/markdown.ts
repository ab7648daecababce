/** Text that Markdown must not take for its own marks; `_` within a word is none. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*{}[\]<>#|]|\b_|_\b/g, "\\$&").replace(/\s+/g, " ");
}

/** A table in GitHub's Markdown, of cells that are escaped where they must be. */
export function markdownTable(header: readonly string[], rows: readonly string[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), `|${"---|".repeat(header.length)}`, ...rows.map(line)].join("\n");
}
