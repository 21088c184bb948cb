/** The one style sheet of a report. Every pair of text and ground has a contrast of 4.5 or more, in both schemes. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --surface: #ffffff; --text: #1b1d22; --muted: #575d68; --line: #dfe2e8; --link: #1f50b5;
  --green: #0f6335; --green-ground: #e3f5ea; --red: #a3201a; --red-ground: #fdeae8; --amber: #6d4600;
  --amber-ground: #fdf1d6; --blue: #1b4a9c; --blue-ground: #e7effd; --grey-ground: #eceef2;
  --shadow: 0 1px 2px rgb(16 20 30 / 6%), 0 4px 16px rgb(16 20 30 / 5%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1115; --surface: #181b21; --text: #e7e9ee; --muted: #a5adba; --line: #2c313b; --link: #8fb6ff;
    --green: #7fe0a7; --green-ground: #12301f; --red: #ffa59c; --red-ground: #401a17; --amber: #f2cb74;
    --amber-ground: #36280c; --blue: #a3c5ff; --blue-ground: #172a4d; --grey-ground: #262a32; --shadow: none;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 5rem; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif;
  overflow-wrap: anywhere;
}
code, pre, kbd, .place, .rule { font-family: ui-monospace, 'SF Mono', 'Cascadia Mono', Consolas, 'DejaVu Sans Mono', monospace; font-size: .86em; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px; }
[hidden] { display: none !important; }
.skip { position: absolute; left: -100vw; top: 0; z-index: 3; background: var(--surface); padding: .6rem 1rem; }
.skip:focus { left: 0; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.top, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem); }
.top { padding-top: 2.6rem; }
.eyebrow { margin: 0; color: var(--muted); }
.eyebrow b { color: var(--text); font-weight: 600; }
h1 { margin: .2rem 0 1.2rem; font-size: clamp(1.6rem, 4vw, 2.3rem); line-height: 1.2; letter-spacing: -.02em; font-weight: 700; }
h2 { margin: 0 0 1rem; font-size: 1.25rem; letter-spacing: -.01em; display: flex; align-items: center; gap: .6rem; }
h3 { margin: 1.6rem 0 .6rem; font-size: 1rem; }
.count { display: inline-block; min-width: 1.6em; padding: 0 .5em; border-radius: 1em; background: var(--grey-ground); color: var(--muted); font-size: .78rem; font-weight: 600; line-height: 1.6; text-align: center; font-variant-numeric: tabular-nums; }
.figures { list-style: none; display: flex; flex-wrap: wrap; gap: .75rem; padding: 0; margin: 0 0 1.2rem; }
.figure { flex: 1 1 8rem; background: var(--surface); border: 1px solid var(--line); border-left: 4px solid var(--tone, var(--line)); border-radius: .6rem; padding: .7rem 1rem; color: var(--muted); box-shadow: var(--shadow); }
.figure b { display: block; font-size: 1.7rem; line-height: 1.15; color: var(--text); font-variant-numeric: tabular-nums; letter-spacing: -.02em; }
.figure.none b { color: var(--muted); font-weight: 500; }
.green { --tone: var(--green); --tone-ground: var(--green-ground); }
.red { --tone: var(--red); --tone-ground: var(--red-ground); }
.amber { --tone: var(--amber); --tone-ground: var(--amber-ground); }
.blue { --tone: var(--blue); --tone-ground: var(--blue-ground); }
.grey { --tone: var(--muted); --tone-ground: var(--grey-ground); }
.facts { display: flex; flex-wrap: wrap; gap: .2rem 1.6rem; margin: 0 0 1.4rem; color: var(--muted); font-size: .9rem; }
.facts div { display: flex; gap: .5rem; min-width: 0; }
.facts dt { flex: none; }
.facts dd { margin: 0; color: var(--text); }
.alert { margin: 0 0 1.2rem; padding: .8rem 1.1rem; border-radius: .6rem; border: 1px solid var(--tone); background: var(--tone-ground); color: var(--tone); font-weight: 600; }
.bar { position: sticky; top: 0; z-index: 2; background: var(--ground); border-bottom: 1px solid var(--line); padding: .55rem clamp(1rem, 4vw, 2.5rem); display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; justify-content: space-between; max-width: 76rem; margin: 0 auto; }
.bar ul { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: 0; padding: 0; font-size: .92rem; }
.bar a { text-decoration: none; color: var(--text); }
.bar a:hover { text-decoration: underline; }
.search { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; position: relative; }
.search label { color: var(--muted); font-size: .92rem; }
.search input { font: inherit; font-size: .92rem; width: min(17rem, 60vw); padding: .3rem 2rem .3rem .7rem; border: 1px solid var(--muted); border-radius: .5rem; background: var(--surface); color: var(--text); }
.search input::placeholder { color: var(--muted); opacity: 1; }
.search kbd { margin-left: -2rem; border: 1px solid var(--line); border-radius: .3rem; padding: 0 .4rem; color: var(--muted); background: var(--ground); pointer-events: none; }
.search button { font: inherit; font-size: .92rem; margin-left: .3rem; padding: .3rem .8rem; border-radius: .5rem; border: 1px solid var(--line); background: var(--surface); color: var(--text); cursor: pointer; }
.search p { margin: 0; color: var(--muted); font-size: .88rem; min-width: 6rem; }
.search p:empty { min-width: 0; }
section { padding: 1.8rem 0 .6rem; }
.badge { display: inline-block; flex: none; padding: 0 .55em; border-radius: .35rem; background: var(--tone-ground); color: var(--tone); font-size: .8rem; font-weight: 650; line-height: 1.65; white-space: nowrap; }
.items { list-style: none; margin: 0; padding: 0; display: grid; gap: .6rem; }
.card { background: var(--surface); border: 1px solid var(--line); border-left: 4px solid var(--tone, var(--line)); border-radius: .6rem; padding: .75rem 1.1rem; box-shadow: var(--shadow); }
.card p { margin: 0; }
.card .what { display: flex; flex-wrap: wrap; gap: .2rem .6rem; align-items: baseline; }
.card .what > :last-child { font-weight: 550; flex: 1 1 16rem; }
.card ul { margin: .35rem 0 0; padding-left: 1.1rem; list-style: disc; color: var(--muted); font-size: .92rem; }
.card ul.plain { list-style: none; padding: 0; color: var(--text); font-size: 1rem; }
.card ul.plain li + li { margin-top: .35rem; }
.card ul.plain .at { display: block; color: var(--muted); }
.card .todo { white-space: pre-line; }
.card .why, .card .todo { margin-top: .35rem; color: var(--muted); font-size: .9rem; }
.place { color: var(--muted); white-space: nowrap; }
details.change { background: var(--surface); border: 1px solid var(--line); border-radius: .5rem; content-visibility: auto; contain-intrinsic-size: auto 2.6rem; }
details.change + details.change { margin-top: .35rem; }
details.change > summary { display: flex; flex-wrap: wrap; gap: .2rem .7rem; align-items: baseline; padding: .45rem .9rem; cursor: pointer; list-style: none; }
details.change > summary::-webkit-details-marker { display: none; }
details.change > summary::before { content: '\\203A'; color: var(--muted); width: .7em; transition: transform .12s; display: inline-block; text-align: center; }
details.change[open] > summary::before { transform: rotate(90deg); }
details.change > summary .name { color: var(--muted); }
details.change > summary .place { margin-left: auto; }
details.change > .inside { border-top: 1px solid var(--line); padding: .7rem .9rem .8rem; }
details.change .inside p { margin: .4rem 0; color: var(--muted); font-size: .92rem; }
pre { margin: 0; overflow-x: auto; line-height: 1.5; white-space: pre-wrap; }
pre span { display: block; padding: 0 .4rem; border-radius: .2rem; }
pre .a { color: var(--green); background: var(--green-ground); }
pre .d { color: var(--red); background: var(--red-ground); }
pre .u { color: var(--amber); background: var(--amber-ground); }
pre .h { color: var(--muted); }
.scroll { overflow: auto; max-height: min(75vh, 46rem); background: var(--surface); border: 1px solid var(--line); border-radius: .6rem; box-shadow: var(--shadow); }
table { border-collapse: separate; border-spacing: 0; font-size: .9rem; }
caption { text-align: left; padding: .7rem .9rem; color: var(--muted); }
th, td { padding: .45rem .8rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; min-width: 8.5rem; overflow-wrap: break-word; }
th { font-weight: 600; }
thead th { position: sticky; top: 0; background: var(--surface); border-bottom: 1px solid var(--line); z-index: 1; vertical-align: bottom; }
tbody th { position: sticky; left: 0; background: var(--surface); border-right: 1px solid var(--line); min-width: 11rem; max-width: 18rem; }
thead th:first-child { left: 0; z-index: 2; border-right: 1px solid var(--line); }
td .way { display: block; padding: .05rem .5rem; border-radius: .35rem; background: var(--tone-ground, transparent); color: var(--tone, inherit); border-left: 3px solid var(--tone, transparent); }
td .way + .way { margin-top: .25rem; }
.inventory { width: 100%; }
.picture { padding: .6rem; }
.picture svg { display: block; }
svg .node rect { fill: var(--surface); stroke: var(--tone, var(--muted)); stroke-width: 1.5; }
svg .node.touched rect { fill: var(--tone-ground); stroke-width: 2; }
svg .node text { fill: var(--text); font: 600 13px system-ui, 'DejaVu Sans', sans-serif; }
svg .node .kind { fill: var(--muted); font-weight: 400; font-size: 11px; }
svg .node.touched .kind { fill: var(--tone); }
svg .edge { fill: none; stroke: var(--muted); stroke-width: 1.4; }
svg .edge.going { stroke-dasharray: 5 4; }
svg .tip { fill: var(--muted); }
svg .label { fill: var(--muted); font: 11px system-ui, 'DejaVu Sans', sans-serif; }
svg .label-ground { fill: var(--surface); opacity: .9; }
.words { margin-top: .7rem; }
.words summary { cursor: pointer; color: var(--link); }
.note { color: var(--muted); margin: 0 0 .8rem; }
footer { padding-top: 1.5rem; padding-bottom: 3rem; color: var(--muted); font-size: .88rem; }
@media (max-width: 40rem) { .bar { position: static; } html { scroll-padding-top: 0; } details.change > summary .place { margin-left: 0; } }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
@page { margin: 14mm; }
@media print {
  :root { --ground: #fff; --surface: #fff; --text: #000; --muted: #444; --line: #bbb; --shadow: none;
    --green: #0f6335; --green-ground: #eef8f2; --red: #a3201a; --red-ground: #fdf1f0; --amber: #6d4600; --amber-ground: #fdf6e5; --blue: #1b4a9c; --blue-ground: #eef3fd; --grey-ground: #f0f1f4; color-scheme: light; }
  body { font-size: 10pt; }
  .bar, .skip { display: none; }
  .top, main, footer { max-width: none; padding: 0; }
  .top { padding-top: 0; }
  h2 { break-after: avoid; }
  .card, .figure { break-inside: avoid; }
  details.change { content-visibility: visible; }
  details::details-content { content-visibility: visible; block-size: auto; opacity: 1; }
  .scroll { overflow: visible; max-height: none; }
  .picture svg { max-width: 100%; height: auto; }
  thead th, tbody th { position: static; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
