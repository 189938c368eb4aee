// The style of the HTML page: one column, system fonts, light and dark, phone and paper.

export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #fbfbfa; --card: #fff; --ink: #1c1d1f; --soft: #5a5d63; --line: #dddedb; --code: #f1f2ef; --link: #0b57a4;
  --pass: #146c2e; --fail: #b3161b; --warn: #8a5100; --pending: #0a5c86; --unknown: #7a2f8f; --quiet: #5a5d63;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #141517; --card: #1c1e21; --ink: #ececea; --soft: #a5a8ad; --line: #34373b; --code: #25282c; --link: #8fc1ff;
    --pass: #6fd28a; --fail: #ff8f8a; --warn: #f2b659; --pending: #7cc7f0; --unknown: #d9a2ea; --quiet: #a5a8ad;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
main, header.top, footer { max-width: 58rem; margin: 0 auto; padding: 0 1.25rem; }
h1 { font-size: 1rem; font-weight: 600; color: var(--soft); margin: 2rem 0 1rem; }
h2 { font-size: 1.15rem; margin: 2.75rem 0 .75rem; }
h3 { font-size: 1rem; margin: 0 0 .15rem; line-height: 1.4; }
p { margin: .35rem 0; }
a { color: var(--link); }
a:focus-visible, pre:focus-visible, .scroll:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem .75rem; }
.verdict { background: var(--card); border: 1px solid var(--line); border-left: .4rem solid var(--tone); border-radius: .5rem; padding: 1.1rem 1.25rem 1.25rem; }
.verdict .outcome { font-size: clamp(1.4rem, 5vw, 2rem); font-weight: 700; letter-spacing: .01em; line-height: 1.2; color: var(--tone); margin: 0 0 .4rem; }
.verdict .why { font-size: 1.05rem; margin: 0 0 .9rem; max-width: 44rem; }
.pass { --tone: var(--pass); } .fail { --tone: var(--fail); } .warn { --tone: var(--warn); }
.pending { --tone: var(--pending); } .inconclusive { --tone: var(--unknown); } .not-applicable { --tone: var(--quiet); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .5rem 0 0; }
dt { color: var(--soft); } dd { margin: 0; min-width: 0; } dd > p { margin: 0 0 .3rem; }
.verdict dl { border-top: 1px solid var(--line); padding-top: .8rem; }
.verdict dd.next { font-weight: 600; }
.finding { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; margin: 0 0 1rem; }
.state { color: var(--tone); font-weight: 600; margin: 0 0 .5rem; }
.state code { background: none; padding: 0; font-weight: 400; color: var(--soft); }
code, pre { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "Liberation Mono", monospace; font-size: .87em; }
code { background: var(--code); border-radius: .25rem; padding: .1em .3em; } code.id { white-space: nowrap; }
pre { background: var(--code); border: 1px solid var(--line); border-radius: .4rem; padding: .7rem .85rem; margin: .5rem 0; overflow-wrap: anywhere; white-space: pre-wrap; user-select: all; -webkit-user-select: all; }
ul.plain { list-style: none; margin: 0; padding: 0; } ol.steps { margin: 0; padding-left: 1.6rem; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.step { border-top: 1px solid var(--line); padding: .7rem 0; }
.step:first-child { border-top: 0; padding-top: .2rem; } .step::marker { color: var(--soft); }
.step li { display: flex; gap: .5rem; padding: .05rem 0; }
.mark { color: var(--tone); font-weight: 700; flex: none; width: 1.1em; text-align: center; }
.soft { color: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .93em; }
caption { text-align: left; color: var(--soft); padding: 0 0 .4rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0; border-top: 1px solid var(--line); overflow-wrap: normal; }
tbody th { font-weight: 500; min-width: 12rem; } td code, th code { overflow-wrap: anywhere; } thead th, td.num { white-space: nowrap; }
thead th { border-top: 0; color: var(--soft); font-weight: 600; }
td.num { font-variant-numeric: tabular-nums; white-space: nowrap; }
ol.time { list-style: none; margin: 0; padding: 0; border-left: 2px solid var(--line); }
ol.time li { padding: .1rem 0 .6rem 1rem; position: relative; }
ol.time li::before { content: ""; position: absolute; left: -.36rem; top: .6rem; width: .55rem; height: .55rem; border-radius: 50%; background: var(--soft); }
ol.time time { color: var(--soft); font-variant-numeric: tabular-nums; margin-right: .6rem; }
details { border-top: 1px solid var(--line); margin-top: 1rem; padding: .75rem 0; }
summary { cursor: pointer; font-weight: 600; }
footer { color: var(--soft); font-size: .9em; padding-top: 1rem; padding-bottom: 3rem; }
@media (max-width: 34rem) {
  main, header.top, footer { padding: 0 .9rem; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; }
  table.cards thead { position: absolute; left: -99rem; }
  table.cards tr { display: block; border-top: 1px solid var(--line); padding: .45rem 0; }
  table.cards th, table.cards td { display: block; border: 0; padding: .05rem 0; overflow-wrap: anywhere; }
  table.cards td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); }
  table.cards td[data-label]:empty { display: none; }
}
@page { margin: 16mm 14mm; }
@media print {
  :root { color-scheme: light; --page: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --code: #f4f4f4; --link: #000;
    --pass: #146c2e; --fail: #b3161b; --warn: #8a5100; --pending: #0a5c86; --unknown: #7a2f8f; --quiet: #444; }
  body { font-size: 9.5pt; line-height: 1.4; } h2 { margin-top: 1.5rem; } th, td { padding: .18rem .6rem .18rem 0; } .step { padding: .4rem 0; }
  main, header.top, footer { max-width: none; padding: 0; }
  .verdict, .finding > :not(dl), dd > *, pre, tr, li { break-inside: avoid; } h2, h3, h2 + p, caption, thead { break-after: avoid; }
  .step:first-child, tbody tr:first-child, tbody tr:last-child, .scroll, table, footer { break-before: avoid; }
  .finding { box-decoration-break: clone; -webkit-box-decoration-break: clone; }
  .scroll { overflow: visible; } .skip { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; } summary { list-style: none; }
  a[href^="https"]::after { content: " (" attr(href) ")"; font-size: .85em; } a.bare::after { content: ""; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
