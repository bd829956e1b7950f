import { escapeXml } from './svg-plot.ts';

/** A page that stands alone: its policy forbids every script and everything that would have to be fetched. */
export function pageOf(title: string, parts: readonly string[]): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeXml(title)}</title><style>${STYLE}</style></head><body><main>`,
    ...parts,
    '</main></body></html>\n',
  ].join('\n');
}

export interface TableOptions {
  /** '' without a heading. */
  readonly title: string;
  /** A line below the heading. */
  readonly note?: string;
  /** Headings of the columns; all '' for none. */
  readonly head: readonly string[];
  /** HTML of the rows. */
  readonly rows: readonly string[];
  /** A class of the table. */
  readonly kind?: string;
}

/** A table that scrolls sideways by itself where the page is narrow. */
export function tableOf({ title, note = '', head, rows, kind = '' }: TableOptions): string {
  const heading = title === '' ? '' : `<h2>${escapeXml(title)}</h2>`;
  const line = note === '' ? '' : `<p class="note">${escapeXml(note)}</p>`;
  const columns = head.some((cell) => cell !== '')
    ? `<thead><tr>${head.map((cell) => `<th>${cell}</th>`).join('')}</tr></thead>`
    : '';
  return `<section>${heading}${line}<div class="scroll"><table class="${kind}">${columns}<tbody>${rows.join('')}</tbody></table></div></section>`;
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1c1d24;--soft:#5d5f6a;--paper:#f7f6f2;--card:#fff;--rule:#dddbd2;--good:#2f7440;--bad:#b3362f;--warn:#8f5a10;--c1:#a4600f;--c2:#24708a;--c3:#3d7a49;--c4:#a3426c;--c5:#6b57a8;--c6:#555}
@media(prefers-color-scheme:dark){:root{--ink:#ecebe6;--soft:#a6a8b3;--paper:#14151c;--card:#1d1f29;--rule:#2d3040;--good:#7fc28b;--bad:#ef6a6a;--warn:#f2b263;--c1:#f2b263;--c2:#6fb7c9;--c3:#7fc28b;--c4:#e58fb1;--c5:#b3a5e8;--c6:#a6a8b3}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 Pretendard,system-ui,sans-serif}
main{max-width:1500px;margin:0 auto;padding:32px 24px 64px}h1{margin:0;font-size:34px;letter-spacing:-.02em}h2{font-size:17px;margin:32px 0 8px}
header p{margin:4px 0}.kind{color:var(--soft);text-transform:uppercase;letter-spacing:.12em;font-size:12px}.note{margin:0 0 8px;color:var(--soft);font-size:13px}
.verdict{display:inline-block;margin:16px 0 8px!important;padding:8px 16px;border-radius:6px;font-weight:700;background:var(--card);border:2px solid}
.verdict span{font-weight:400;margin-left:8px;color:var(--ink)}.pass{color:var(--good)}.fail,.error{color:var(--bad)}.invalid{color:var(--warn)}
.reason{color:var(--soft)}.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(132px,1fr));gap:8px;margin:24px 0 0}
.cards div{background:var(--card);border:1px solid var(--rule);border-radius:6px;padding:8px 16px;color:var(--soft);font-size:13px}.cards b{display:block;font-size:20px;color:var(--ink);white-space:nowrap;font-variant-numeric:tabular-nums}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,560px),1fr));gap:16px;margin-top:32px}figure{margin:0;background:var(--card);border:1px solid var(--rule);border-radius:6px;padding:8px;overflow-x:auto}
svg{display:block;width:100%;min-width:540px;height:auto}svg text{font:12px Pretendard,system-ui,sans-serif;fill:var(--soft);font-variant-numeric:tabular-nums}svg text.over{paint-order:stroke;stroke:var(--card);stroke-width:3px;stroke-linejoin:round}svg .title{font-size:14px;font-weight:600;fill:var(--ink)}svg .unit{font-weight:400;fill:var(--soft);font-size:12px}
.grid{stroke:var(--rule);fill:none}.line{fill:none;stroke-width:1.8;stroke-linejoin:round}.dashed{stroke-dasharray:5 4}.bar{stroke:var(--bad);stroke-dasharray:3 3;fill:none}.band0{fill:var(--ink);opacity:.05}.band1{fill:none}svg text.band{font-size:11px}
${[1, 2, 3, 4, 5, 6].map((i) => `.c${i}{stroke:var(--c${i})}.dot.c${i}{fill:var(--c${i});stroke:none}`).join('')}.zero{stroke:var(--ink);fill:none}path.interval{stroke-width:2;fill:none}.interval.same{stroke:var(--soft)}circle.interval.same{fill:var(--soft)}.interval.better{stroke:var(--good)}circle.interval.better{fill:var(--good)}.interval.worse{stroke:var(--bad)}circle.interval.worse{fill:var(--bad)}svg text.better{fill:var(--good)}svg text.worse{fill:var(--bad)}
.heat{fill:var(--c1)}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;background:var(--card);border:1px solid var(--rule)}td,th{padding:4px 12px;border-bottom:1px solid var(--rule);text-align:right;white-space:nowrap}th{font-size:13px;color:var(--soft);font-weight:600}td:first-child,th:first-child,td.help,th:last-child{text-align:left}td.help{color:var(--soft);font-size:13px;white-space:normal;min-width:220px}td small{color:var(--soft)}
table.bars td:nth-child(2),table.bars th:nth-child(2){text-align:left}tr.ok td:first-child,.better{color:var(--good)}tr.broken td:first-child,tr.broken td:nth-child(3),.worse{color:var(--bad);font-weight:600}.caution{color:var(--warn);margin:4px 0}
.meter{display:inline-block;width:80px;height:6px;border-radius:3px;background:var(--rule);vertical-align:middle;overflow:hidden}.meter i{display:block;height:100%;background:var(--c2)}tr.broken .meter i{background:var(--bad)}
details{margin:8px 0}summary{cursor:pointer}code{font:13px ui-monospace,monospace}dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
@media(max-width:640px){main{padding:24px 16px 48px}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:8px}}
`;
