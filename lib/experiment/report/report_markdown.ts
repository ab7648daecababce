import { escapeMarkdown as escape, markdownTable } from "../../files/mod.ts";
import type { Block, Report } from "./document.ts";

/** The report as GitHub-flavoured Markdown; figures are files in `figures/`. */
export function reportMarkdown({ title, short, lead, sections }: Report, byline: string): string {
  return [
    `# ${escape(title)}`,
    escape(byline),
    escape(short),
    ...lead.map(escape),
    ...sections.flatMap(({ title, blocks }) => [`## ${escape(title)}`, ...blocks.map(markdown)]),
  ].join("\n\n") + "\n";
}

function markdown(block: Block): string {
  switch (block.kind) {
    case "text":
      return escape(block.text);
    case "figure":
      return `![${escape(block.alt)}](figures/${block.name}.svg)\n\n*${escape(block.caption)}*`;
    case "code":
      return `${escape(block.label)}:\n\n\`\`\`${block.language}\n${block.text}\n\`\`\``;
    case "table":
      return `**${escape(block.caption)}**\n\n` +
        markdownTable(block.header.map(escape), block.rows.map((row) => row.map(escape)));
  }
}
