import { COUNTERS, type Counter, METRICS, type Metric } from '../measure/metrics.ts';
import { parseThreshold, thresholdUnit } from '../threshold.ts';
import { closeInWords } from './close-words.ts';
import { figure } from './figure.ts';
import { pageOf, tableOf } from './page.ts';
import { plotsOf } from './plots.ts';
import { type CrowdSummary, isJudged, type MetricSummaries, phasesInWords, worstSecond } from './summary.ts';
import { escapeXml, shortNumber } from './svg-plot.ts';

const WORDS = {
  pass: 'Everything held',
  fail: 'A threshold did not hold',
  invalid: 'The tester itself was the bottleneck, so this run says nothing about the stage',
  error: 'The run came to no proper end',
} as const;

/** A run as a page that stands alone: no script, no font, nothing from the network; its own policy forbids any. */
export function htmlReport(summary: CrowdSummary): string {
  const { scenario, verdict } = summary;
  return pageOf(`${scenario.name}: ${verdict}`, [
    `<header><p class="kind">troupe crowd</p><h1>${escapeXml(scenario.name)}</h1><p>${escapeXml(scenario.summary)}</p>`,
    `<p class="verdict ${verdict}">${verdict.toUpperCase()} <span>${WORDS[verdict]}</span></p>`,
    ...summary.reasons.map((reason) => `<p class="reason">${escapeXml(reason)}</p>`),
    '</header>',
    headlines(summary),
    thresholdTable(summary),
    `<section class="plots">${plotsOf(summary)
      .map((plot) => `<figure>${plot}</figure>`)
      .join('')}</section>`,
    metricTable('Distributions', summary.metrics, {
      uncorrected: summary.uncorrected,
      note: `${phasesInWords(summary)}.`,
    }),
    ...Object.entries(summary.phases).map(([name, metrics]) => foldedTable(`Phase ${name}`, metrics)),
    ...Object.entries(summary.behaviours).map(([name, { bots, metrics }]) =>
      foldedTable(`Behaviour ${name}: ${bots} bots, whole run`, metrics),
    ),
    countTable(summary),
    provenance(summary),
  ]);
}

function thresholdTable(summary: CrowdSummary): string {
  if (summary.thresholds.length === 0) return '<p>No thresholds were set.</p>';
  const judged = isJudged(summary);
  const rows = summary.thresholds.map(({ text, value, ok }) => {
    const mark = !judged ? '–' : ok ? '✓' : '✗';
    const unit = thresholdUnit(text);
    const was = value === null ? 'nothing was measured' : `${figure(value)} ${unit}`;
    const state = !judged ? 'unjudged' : ok ? 'ok' : 'broken';
    return `<tr class="${state}"><td>${mark}</td><td><code>${escapeXml(text)}</code></td><td>${was}</td><td>${shareOfBar(text, value)}</td><td class="help">${worstOf(summary, text)}</td></tr>`;
  });
  const note = judged ? '' : 'Not judged, for the reason above.';
  return tableOf({
    title: 'Thresholds',
    note,
    head: ['', 'must hold', 'was', 'of what is allowed', 'worst second'],
    rows,
    kind: 'bars',
  });
}

/** How much of an upper bar was used, as a short bar with its number; '' for other thresholds. */
function shareOfBar(text: string, value: number | null): string {
  const parsed = parseThreshold(text);
  if (typeof parsed === 'string' || value === null || value < 0) return '';
  if (!parsed.comparison.startsWith('<') || !(parsed.bar > 0)) return '';
  const percent = Math.round((value / parsed.bar) * 100);
  const told = percent > 999 ? 'over 999 %' : `${percent} %`;
  return `<span class="meter"><i style="width:${Math.min(100, percent)}%"></i></span> ${told}`;
}

function worstOf(summary: CrowdSummary, text: string): string {
  const parsed = parseThreshold(text);
  if (typeof parsed === 'string') return '';
  const worst = worstSecond(summary, parsed);
  if (!worst) return '';
  return `${figure(worst.value)} ${thresholdUnit(text)} in second ${worst.second + 1} (${worst.phase})`;
}

function headlines(summary: CrowdSummary): string {
  const { generator, counts, metrics, windows } = summary;
  const perGuest = windows
    .filter(({ live }) => live > 0)
    .map(({ counts: { bytes_in = 0 }, live }) => bytes_in / live);
  const mean = perGuest.reduce((sum, value) => sum + value, 0) / Math.max(1, perGuest.length);
  const cards: [string, string][] = [
    [String(generator.liveMax), 'guests at once'],
    [inMs(metrics.pose_age_ms?.p99), 'pose age p99'],
    [inMs(metrics.rtt_ms?.p99), 'round trip p99'],
    [inMs(metrics.server_tick_ms?.p99), 'tick p99'],
    [`${figure(mean / 1000)} kB/s`, 'in, a guest'],
    [shortNumber(counts.poses), 'poses received'],
    [`${figure(generator.lagMsP99)} ms`, 'tester late p99'],
    [`${Math.round(generator.loopBusy * 100)} %`, 'tester busy'],
  ];
  return `<section class="cards">${cards.map(([value, label]) => `<div><b>${value}</b>${label}</div>`).join('')}</section>`;
}

function metricTable(
  title: string,
  metrics: MetricSummaries,
  more: { readonly uncorrected?: MetricSummaries; readonly note?: string } = {},
): string {
  const { uncorrected, note = '' } = more;
  const rows = Object.entries(metrics).map(([name, m]) => {
    const { help, unit } = METRICS[name as Metric];
    const raw = uncorrected?.[name as Metric];
    const values = [m.mean, m.p50, m.p90, m.p99, m.p999, m.max];
    const cells = [`<td>${shortNumber(m.count)}</td>`, ...values.map((value) => `<td>${figure(value)}</td>`)];
    const closed = uncorrected ? `<td>${raw ? figure(raw.p99) : ''}</td>` : '';
    return `<tr><td>${name.replace(/_(ms|bytes)$/, '')} <small>${unit}</small></td>${cells.join('')}${closed}<td class="help">${escapeXml(help)}</td></tr>`;
  });
  const closed = uncorrected ? ['p99 of a closed loop'] : [];
  const head = ['', 'values', 'mean', 'p50', 'p90', 'p99', 'p99.9', 'max', ...closed, ''];
  return tableOf({ title, note, head, rows });
}

function foldedTable(title: string, metrics: MetricSummaries): string {
  return `<details><summary>${escapeXml(title)}</summary>${metricTable('', metrics)}</details>`;
}

function countTable({ counts, closes, refusals }: CrowdSummary): string {
  const rows = (Object.keys(COUNTERS) as Counter[])
    .filter((name) => counts[name] > 0)
    .map(
      (name) =>
        `<tr><td>${name}</td><td>${figure(counts[name])}</td><td class="help">${COUNTERS[name]}</td></tr>`,
    );
  const codes = Object.entries(closes).map(
    ([code, times]) =>
      `<tr><td>closed with ${code}</td><td>${figure(times)}</td><td class="help">${closeInWords(Number(code))}</td></tr>`,
  );
  const words = Object.entries(refusals).map(
    ([why, times]) =>
      `<tr><td>join refused</td><td>${figure(times)}</td><td class="help">${escapeXml(why)}</td></tr>`,
  );
  const note = 'Over the whole run, warm-up included.';
  return tableOf({ title: 'Counted', note, head: ['', '', ''], rows: [...rows, ...codes, ...words] });
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
      `${workers} ${workers === 1 ? 'process' : 'processes'}; ${Math.round(scenario.decodeShare * 100)} % decode every joint; seed ${scenario.seed}`,
    ],
    ['machine', `${cores} cores, ${cpu}, ${memoryGb} GB; load ${load1} before the run`],
    ['software', `Node ${node}, commit ${commit}`],
    ['stage did not answer', `${probeMisses} of the questions asked twice a second`],
    [
      'correction',
      'latencies count from the moment something was due; a stall counts as if it had been looked at 20 times a second. "Closed loop" is what a tester would see that waits for an answer before it asks again',
    ],
  ];
  return `<section><h2>How it was measured</h2><dl>${lines.map(([term, text]) => `<dt>${term}</dt><dd><code>${escapeXml(text)}</code></dd>`).join('')}</dl></section>`;
}

function inMs(value: number | undefined): string {
  return value === undefined ? 'not measured' : `${figure(value)} ms`;
}
