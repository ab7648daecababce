import { escapeHtml } from "./bundle.ts";

const KEYWORDS = new Set(
  ("import from export const let function return for of in if else while new await async class " +
    "throw try catch type interface true false undefined null typeof as").split(" "),
);

/** Comments, strings, words, and whatever stands between them. */
const TOKENS =
  /(\/\/[^\n]*|\/\*[\s\S]*?\*\/)|("(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)|(\w+)|([^\w"`/]+|\/)/g;

/** TypeScript as HTML for a `code` element, with keywords, strings and comments marked. */
export function highlightCode(code: string): string {
  return code.replace(TOKENS, (token, comment, string, word) => {
    const kind = comment ? "comment" : string ? "string" : KEYWORDS.has(word) ? "keyword" : "";
    const text = escapeHtml(token);
    return kind ? `<span class="${kind}">${text}</span>` : text;
  });
}
