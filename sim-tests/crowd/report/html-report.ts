import { COUNTERS, type Counter, METRICS, type Metric } from '../measure/metrics.ts';
import { plotsOf } from './plots.ts';
import type { CrowdSummary, MetricSummaries } from './summary.ts';
import { escapeXml, shortNumber } from './svg-plot.ts';

const WORDS = {
  pass: 'Everything held',
  fail: 'A threshold did not hold',
  invalid: 'Invalid: the tester itself was the bottleneck, so this run says nothing about the stage',
  error: 'The run came to no proper end',
} as const;

/** A page that stands alone: no script, no font, nothing from the network; its own policy forbids any. */
export function htmlReport(summary: CrowdSummary): string {
  const { scenario, verdict } = summary;
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeXml(scenario.name)}: ${verdict}</title><style>${STYLE}</style></head><body><main>`,
    `<header><p class="kind">troupe crowd</p><h1>${escapeXml(scenario.name)}</h1><p>${escapeXml(scenario.summary)}</p>`,
    `<p class="verdict ${verdict}">${verdict.toUpperCase()} <span>${WORDS[verdict]}</span></p>`,
    ...summary.reasons.map((reason) => `<p class="reason">${escapeXml(reason)}</p>`),
    '</header>',
    thresholdTable(summary),
    headlines(summary),
    `<section class="plots">${plotsOf(summary)
      .map((plot) => `<figure>${plot}</figure>`)
      .join('')}</section>`,
    metricTable('All measured phases', summary.metrics, summary.uncorrected),
    ...Object.entries(summary.phases).map(([name, metrics]) => foldedTable(`Phase ${name}`, metrics)),
    ...Object.entries(summary.behaviours).map(([name, { bots, metrics }]) =>
      foldedTable(`Behaviour ${name}: ${bots} bots, whole run`, metrics),
    ),
    countTable(summary),
    provenance(summary),
    '</main></body></html>\n',
  ].join('\n');
}

function thresholdTable({ thresholds }: CrowdSummary): string {
  if (thresholds.length === 0) return '<p>No thresholds were set.</p>';
  const rows = thresholds.map(
    ({ text, value, ok }) =>
      `<tr class="${ok ? 'ok' : 'broken'}"><td>${ok ? '✓' : '✗'}</td><td><code>${escapeXml(text)}</code></td><td>${value === null ? 'nothing was measured' : number(value)}</td></tr>`,
  );
  return table('Thresholds', ['', 'must hold', 'was'], rows);
}

function headlines(summary: CrowdSummary): string {
  const { generator, counts, metrics, windows } = summary;
  const perGuest = windows
    .filter(({ live }) => live > 0)
    .map(({ counts: { bytes_in = 0 }, live }) => bytes_in / live);
  const mean = perGuest.reduce((sum, value) => sum + value, 0) / Math.max(1, perGuest.length);
  const cards: [string, string][] = [
    [String(generator.liveMax), 'guests at once'],
    [String(generator.processes), generator.processes === 1 ? 'process of bots' : 'processes of bots'],
    [`${number(metrics.pose_age_ms?.p99)} ms`, 'pose age p99'],
    [`${number(metrics.rtt_ms?.p99)} ms`, 'round trip p99'],
    [`${number(metrics.server_tick_ms?.p99)} ms`, 'tick p99'],
    [`${number(mean / 1000)} kB/s`, 'in, a guest'],
    [shortNumber(counts.poses), 'poses received'],
    [`${number(generator.lagMsP99)} ms`, 'lag of the tester p99'],
    [`${Math.round(generator.loopBusy * 100)} %`, 'tester busy'],
  ];
  return `<section class="cards">${cards.map(([value, label]) => `<div><b>${value}</b>${label}</div>`).join('')}</section>`;
}

function metricTable(title: string, metrics: MetricSummaries, uncorrected: MetricSummaries = {}): string {
  const rows = Object.entries(metrics).map(([name, m]) => {
    const raw = uncorrected[name as Metric];
    const cells = [m.count, m.mean, m.p50, m.p90, m.p99, m.p999, m.max].map(
      (value) => `<td>${number(value)}</td>`,
    );
    return `<tr title="${escapeXml(METRICS[name as Metric].help)}"><td>${name}</td>${cells.join('')}<td>${raw ? number(raw.p99) : ''}</td></tr>`;
  });
  return table(title, ['', 'count', 'mean', 'p50', 'p90', 'p99', 'p99.9', 'max', 'p99 uncorrected'], rows);
}

function foldedTable(title: string, metrics: MetricSummaries): string {
  return `<details><summary>${escapeXml(title)}</summary>${metricTable('', metrics)}</details>`;
}

function countTable({ counts, closes, refusals }: CrowdSummary): string {
  const rows = (Object.keys(COUNTERS) as Counter[])
    .filter((name) => counts[name] > 0)
    .map(
      (name) =>
        `<tr><td>${name}</td><td>${number(counts[name])}</td><td class="help">${COUNTERS[name]}</td></tr>`,
    );
  const codes = Object.entries(closes).map(
    ([code, times]) => `<tr><td>closed with ${code}</td><td>${times}</td><td></td></tr>`,
  );
  const words = Object.entries(refusals).map(
    ([why, times]) =>
      `<tr><td>join refused</td><td>${times}</td><td class="help">${escapeXml(why)}</td></tr>`,
  );
  return table('Counted', ['', '', ''], [...rows, ...codes, ...words]);
}

function provenance(summary: CrowdSummary): string {
  const { machine, command, startedAt, url, ownStage, workers, scenario, probeMisses } = summary;
  const { node, commit, load1, cores, cpu, memoryGb } = machine;
  const lines: [string, string][] = [
    ['repeat', command],
    ['began', startedAt],
    ['stage', ownStage ? `started for this run, ${scenario.stage.performers} performers` : url],
    [
      'bots',
      `${workers} process(es); ${Math.round(scenario.decodeShare * 100)} % decode every joint; seed ${scenario.seed}`,
    ],
    ['machine', `${cores} cores, ${cpu}, ${memoryGb} GB; load ${load1} before the run`],
    ['software', `Node ${node}, commit ${commit}`],
    ['stage did not answer', `${probeMisses} times of two a second`],
    [
      'correction',
      'latencies count from the moment something was due; a stall counts as if it had been looked at 20 times a second',
    ],
  ];
  return `<section><h2>How it was measured</h2><dl>${lines.map(([term, text]) => `<dt>${term}</dt><dd><code>${escapeXml(text)}</code></dd>`).join('')}</dl></section>`;
}

function table(title: string, head: readonly string[], rows: readonly string[]): string {
  const heading = title === '' ? '' : `<h2>${escapeXml(title)}</h2>`;
  const columns = head.some((cell) => cell !== '')
    ? `<tr>${head.map((cell) => `<th>${cell}</th>`).join('')}</tr>`
    : '';
  return `<section>${heading}<div class="scroll"><table>${columns}${rows.join('')}</table></div></section>`;
}

function number(value: number | undefined): string {
  if (value === undefined) return '-';
  if (Math.abs(value) >= 10_000) return shortNumber(value);
  return String(Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100);
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1c1d24;--soft:#62646f;--paper:#fafaf7;--card:#fff;--rule:#e2e1da;--c1:#b3402a;--c2:#2f6f8f;--c3:#4f7a3a;--c4:#8a5aa8;--c5:#b8862b;--c6:#555}
@media(prefers-color-scheme:dark){:root{--ink:#ecebe6;--soft:#9d9fab;--paper:#14151c;--card:#1c1e27;--rule:#31333f;--c1:#ff8a6b;--c2:#7cc4e4;--c3:#9fcf83;--c4:#cda4e6;--c5:#e6bd6d;--c6:#aaa}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:1500px;margin:0 auto;padding:28px 20px 60px}h1{margin:0;font-size:34px;letter-spacing:-.02em}h2{font-size:17px;margin:30px 0 8px}
header p{margin:4px 0}.kind{color:var(--soft);text-transform:uppercase;letter-spacing:.12em;font-size:12px}
.verdict{display:inline-block;margin:14px 0 6px!important;padding:8px 16px;border-radius:8px;font-weight:700;background:var(--card);border:2px solid}
.verdict span{font-weight:400;margin-left:8px}.pass{color:#2e7d32;border-color:#2e7d32}.fail,.error{color:#c62828;border-color:#c62828}.invalid{color:#b26a00;border-color:#b26a00}
@media(prefers-color-scheme:dark){.pass{color:#8fd694}.fail,.error{color:#ff8a80}.invalid{color:#ffc261}}
.reason{color:var(--soft)}.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(140px,1fr));gap:10px;margin:22px 0}
.cards div{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:10px 14px;color:var(--soft);font-size:13px}.cards b{display:block;font-size:20px;color:var(--ink);white-space:nowrap}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,560px),1fr));gap:14px}figure{margin:0;background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:10px}
svg{display:block;width:100%;height:auto}svg text{font:11px system-ui,sans-serif;fill:var(--soft)}svg text.over{paint-order:stroke;stroke:var(--card);stroke-width:3px;stroke-linejoin:round}svg .title{font-size:13px;font-weight:600;fill:var(--ink)}svg .unit{font-weight:400;fill:var(--soft);font-size:11px}
.grid{stroke:var(--rule);fill:none}.line{fill:none;stroke-width:1.8;stroke-linejoin:round}.dashed{stroke-dasharray:5 4}.bar{stroke:#c62828;stroke-dasharray:3 3;fill:none}.band0{fill:var(--ink);opacity:.035}.band1{fill:none}svg text.band{font-size:10px}
${[1, 2, 3, 4, 5, 6].map((i) => `.c${i}{stroke:var(--c${i})}.dot.c${i}{fill:var(--c${i});stroke:none}`).join('')}.heat{fill:var(--c1)}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;background:var(--card);border:1px solid var(--rule)}td,th{padding:4px 12px;border-bottom:1px solid var(--rule);text-align:right;white-space:nowrap}td:first-child,th:first-child,td.help{text-align:left}td.help{color:var(--soft);white-space:normal}
tr.ok td:first-child{color:#2e7d32}tr.broken td{color:#c62828;font-weight:600}tr.ok td:nth-child(2),tr.broken td:nth-child(2){text-align:left}details{margin:8px 0}summary{cursor:pointer}code{font:13px ui-monospace,monospace}dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
`;
