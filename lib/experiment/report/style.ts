/** The look of a report: one column of text, figures side by side where there is room. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #24272b; --soft: #4d545c; --quiet: #8b929a; --grid: #e4e6e8;
  --panel: #f5f6f7; --accent: #00588c;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #15181c; --ink: #e4e7ea; --soft: #b3bac2; --quiet: #868e97; --grid: #343a41;
    --panel: #1e2329; --accent: #7cc4f2;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, "Segoe UI", Helvetica, Arial, sans-serif;
}
header, main, nav, footer { max-width: 68rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 2rem; }
p { max-width: 44rem; }
p { overflow-wrap: anywhere; }
h1 { font-size: clamp(1.6rem, 5vw, 2.3rem); line-height: 1.15; margin: 0 0 .75rem; }
h2 { font-size: 1.35rem; margin: 2.75rem 0 .5rem; padding-top: .5rem; border-top: 1px solid var(--grid); }
a { color: var(--accent); }
a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.byline, footer { color: var(--soft); font-size: .9rem; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; padding: 0; margin: 1rem 0 0; }
nav a { display: inline-block; padding: .2rem 0; }
.wide { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .92rem; }
caption { text-align: left; font-weight: 600; padding-bottom: .35rem; }
th, td { padding: .28rem .8rem .28rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--grid); }
thead th { white-space: normal; max-width: 9rem; vertical-align: bottom; color: var(--soft); font-weight: 600; border-bottom-color: var(--quiet); }
tbody th { font-weight: 500; }
td.number, th.number { text-align: right; }
th, td { white-space: nowrap; }
.wraps td { white-space: normal; overflow-wrap: anywhere; min-width: 11rem; }
.short { background: var(--panel); border-left: 4px solid var(--accent); padding: .7rem 1rem; font-weight: 500; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, max(21rem, 40%)), 1fr)); gap: 1.5rem 2rem; margin: 1.25rem 0; }
figure { margin: 0; min-width: 0; }
figure.full { grid-column: 1 / -1; overflow-x: auto; }
figcaption { font-size: .92rem; font-weight: 600; margin-bottom: .4rem; overflow-wrap: anywhere; }
figure svg { display: block; width: 100%; max-width: 30rem; height: auto; }
figure.full svg { width: auto; max-width: none; }
.code { margin: 1rem 0; }
.code p { font-weight: 600; font-size: .92rem; margin: 0 0 .3rem; }
pre { background: var(--panel); padding: .8rem 1rem; border-radius: 6px; overflow-x: auto; font-size: .84rem; line-height: 1.45; margin: 0; }
footer { margin-top: 3rem; padding-bottom: 2rem; }
@media print {
  @page { margin: 16mm 14mm; }
  body { font-size: 10pt; }
  nav { display: none; }
  header, main, footer { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  figure, .wide, tr, .code { break-inside: avoid; }
  .figures { grid-template-columns: 1fr 1fr; gap: 1rem; }
  .wide, figure.full { overflow: visible; }
  table { font-size: 8pt; }
  th, td { padding-right: .4rem; white-space: normal; }
  .short { border: 1px solid var(--quiet); border-left-width: 4px; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--grid); font-size: 7.5pt; }
  a { color: inherit; text-decoration: none; }
}
`;
