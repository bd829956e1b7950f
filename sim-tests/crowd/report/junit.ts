import { scenarioSeconds } from '../scenario.ts';
import type { CrowdSummary } from './summary.ts';
import { escapeXml } from './svg-plot.ts';

/** One test case a threshold; an invalid or broken run is an error of the suite, never a pass. */
export function junitReport(summary: CrowdSummary): string {
  const { scenario, thresholds, verdict, reasons, startedAt } = summary;
  const name = `troupe crowd ${scenario.name}`;
  const lost = verdict === 'invalid' || verdict === 'error';
  const cases = thresholds.map(({ text, value, ok }) => {
    const head = `    <testcase classname="${escapeXml(name)}" name="${escapeXml(text)}">`;
    if (lost) return `${head}<skipped message="${verdict}"/></testcase>`;
    if (ok) return `${head}</testcase>`;
    const was = value === null ? 'nothing was measured' : `was ${value}`;
    return `${head}<failure message="${escapeXml(`${text}: ${was}`)}"/></testcase>`;
  });
  const whole = lost
    ? `    <testcase classname="${escapeXml(name)}" name="the run is valid"><error message="${escapeXml(`${verdict}: ${reasons.join('; ')}`)}"/></testcase>`
    : `    <testcase classname="${escapeXml(name)}" name="the run is valid"></testcase>`;
  const failures = lost ? 0 : thresholds.filter(({ ok }) => !ok).length;
  const properties = [
    ['verdict', verdict],
    ['command', summary.command],
    ['seed', scenario.seed],
    ['commit', summary.machine.commit],
    ['node', summary.machine.node],
  ].map(([key, value]) => `      <property name="${key}" value="${escapeXml(String(value))}"/>`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="troupe crowd" tests="${cases.length + 1}" failures="${failures}" errors="${lost ? 1 : 0}" time="${scenarioSeconds(scenario)}">`,
    `  <testsuite name="${escapeXml(name)}" tests="${cases.length + 1}" failures="${failures}" errors="${lost ? 1 : 0}" skipped="${lost ? cases.length : 0}" time="${scenarioSeconds(scenario)}" timestamp="${startedAt}">`,
    '    <properties>',
    ...properties,
    '    </properties>',
    whole,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
