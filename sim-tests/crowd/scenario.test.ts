import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { adjustScenario } from './adjust-scenario.ts';
import { planArrivals } from './arrivals.ts';
import { builtInScenarios, loadScenario } from './load-scenario.ts';
import { phaseAt, SCENARIO_SCHEMA, type ScenarioInput, scenarioSeconds } from './scenario.ts';
import { scenarioJsonSchema } from './schema.ts';
import { holds, parseThreshold, type Threshold } from './threshold.ts';

const folder = mkdtempSync(join(tmpdir(), 'troupe-scenario-'));
afterAll(() => rmSync(folder, { recursive: true }));

const BASE: ScenarioInput = {
  name: 'base',
  summary: 'one',
  bots: 100,
  mix: { spectator: 7, walker: 2, talker: 1 },
  phases: [
    { name: 'come', seconds: 10, arrivals: { perSecond: 10, spread: 'even' } },
    { name: 'stay', seconds: 5 },
  ],
};
const NO_FLAGS = {
  bots: undefined,
  seconds: undefined,
  seed: undefined,
  performers: undefined,
  thresholds: [],
};

describe('scenarios', () => {
  test('those that come along are what the issue asks for, and every one is right', async () => {
    const names = builtInScenarios();
    expect(names).toEqual(
      expect.arrayContaining(
        'smoke concert-1000 museum stampede reconnect-storm flood slow-readers soak'.split(' '),
      ),
    );
    for (const name of names) {
      const scenario = await loadScenario(name);
      expect(scenario.name).toBe(name);
      expect(scenario.thresholds.length).toBeGreaterThan(3);
      expect(planArrivals(scenario).length).toBeGreaterThan(scenario.bots * 0.4);
    }
  });

  test('the one in YAML and the schema for editors are up to date', () => {
    const file = fileURLToPath(new URL('./scenarios/scenario.schema.json', import.meta.url));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(scenarioJsonSchema());
  });

  test.each([
    [
      'name: x\nsummary: s\nbots: 5\nmix: { walker: 1 }\nphases:\n  - name: a\n    secnds: 3\n',
      /:7:\d+ .*(seconds|secnds)/,
    ],
    [
      'name: x\nsummary: s\nbots: many\nmix: { walker: 1 }\nphases: [{ name: a, seconds: 3, arrivals: { perSecond: 1 } }]\n',
      /:3:7 bots: /,
    ],
    [
      'name: x\nsummary: s\nbots: 5\nmix: { juggler: 1 }\nphases: [{ name: a, seconds: 3, arrivals: { perSecond: 1 } }]\n',
      /:4:.*mix\.juggler: there is no such field; there are spectator, walker/,
    ],
    [
      'name: x\nsummary: s\nbots: 5\nmix: { walker: 1 }\nphases: [{ name: a, seconds: 3 }]\n',
      /nobody arrives/,
    ],
    [
      'name: x\nsummary: s\nbots: 5\nmix: { walker: 1 }\nthresholds: [fast]\nphases: [{ name: a, seconds: 3, arrivals: { perSecond: 1 } }]\n',
      /:5:14 thresholds.0: .*no threshold/,
    ],
    [
      'name: x\nsummary: s\nbots: 5\nmix: { walker: 1 }\nphases: [{ name: a, seconds: 3, arrivals: { persecond: 1 } }]\n',
      /:5:.*arrivals\.persecond: there is no such field; did you mean perSecond\?/,
    ],
    [
      'name: x\nsummary: s\nbots: 5\nmix: { walker: 1 }\nthresholds: ["rtt:p99 < 9"]\nphases: [{ name: a, seconds: 3, arrivals: { perSecond: 1 } }]\n',
      /no metric rtt; did you mean rtt_ms\?/,
    ],
    [
      'name: x\nsummary: s\nbots: 5\nmix: { walker: 1 }\nthresholds: ["rtt_ms:p99@sta < 9"]\nphases: [{ name: stay, seconds: 3, arrivals: { perSecond: 1 } }]\n',
      /:5:14 thresholds\.0: "rtt_ms:p99@sta < 9": there is no phase sta; did you mean stay\?/,
    ],
    [
      'name: x\nsummary: s\nbots: 5\nmix: { walker: 1 }\nphases:\n  - { name: a, seconds: 3, arrivals: { perSecond: 1 } }\n  - { name: a, seconds: 3 }\n',
      /:7:\d+ phases\.1\.name: phase 0 is called a as well/,
    ],
    [
      'name: x\nsummary: s\nbots: 5\nmix: { walker: 1 }\nphases:\n  - { name: a, seconds: 3, arrivals: { perSecond: 1 }, faults: [{ kind: cut, share: 1, atSecond: 9 }] }\n',
      /:6:\d+ phases\.0\.faults\.0\.atSecond: the phase is over after 3 s/,
    ],
    [
      'name: x\nsummary: s\nmix: { walker: 1 }\n',
      /bots: is missing; give a number\n.*phases: is missing; give a list/,
    ],
    ['name: [\n', /:\d+:\d+ /],
  ])('YAML that is wrong is refused with its place: %j', async (text, message) => {
    const file = join(folder, 'wrong.yaml');
    writeFileSync(file, text);
    await expect(loadScenario(file)).rejects.toThrow(message);
  });

  test('an unknown name tells the known ones; a .ts file without a scenario is told what to write', async () => {
    await expect(loadScenario('smok')).rejects.toThrow(/did you mean smoke\?/);
    await expect(loadScenario('opera')).rejects.toThrow(/there are concert-1000/);
    await expect(loadScenario('../smoke')).rejects.toThrow(/there is no scenario/);
    const file = join(folder, 'empty.ts');
    writeFileSync(file, 'export const x = 1;\n');
    await expect(loadScenario(file)).rejects.toThrow(/export const scenario/);
    const broken = join(folder, 'broken.ts');
    writeFileSync(broken, "import { nobody } from './nowhere.ts';\nexport const scenario = nobody;\n");
    await expect(loadScenario(broken)).rejects.toThrow(/broken\.ts:/);
    await expect(loadScenario(join(folder, 'gone.ts'))).rejects.toThrow(/there is no file .*gone\.ts/);
    const directory = join(folder, 'folder.yaml');
    mkdirSync(directory);
    await expect(loadScenario(directory)).rejects.toThrow(/folder\.yaml is no file/);
  });

  test('arrivals are fixed by the seed, keep the mix, and never exceed the bots', () => {
    const scenario = SCENARIO_SCHEMA.parse(BASE);
    const plan = planArrivals(scenario);
    expect(plan).toEqual(planArrivals(scenario));
    expect(plan).toHaveLength(100);
    const count = (name: string): number => plan.filter(({ behaviour }) => behaviour === name).length;
    expect([count('spectator'), count('walker'), count('talker')]).toEqual([70, 20, 10]);
    expect(planArrivals({ ...scenario, bots: 30 })).toHaveLength(30);
    const half = planArrivals({ ...scenario, decodeShare: 0.5 });
    expect(half.filter(({ decodes }) => decodes)).toHaveLength(50);
  });

  test('Poisson arrivals on a ramp: as many as the rate has under it, more at its end, irregular', () => {
    const phases = [{ name: 'a', seconds: 100, arrivals: { perSecond: 0, rampTo: 40 } }];
    const plan = planArrivals(SCENARIO_SCHEMA.parse({ ...BASE, bots: 20_000, phases }));
    expect(Math.abs(plan.length - 2_000)).toBeLessThan(4 * Math.sqrt(2_000));
    const early = plan.filter(({ atS }) => atS < 50).length / plan.length;
    expect(early).toBeCloseTo(0.25, 1);
    const late = plan.filter(({ atS }) => atS > 90).map(({ atS }) => atS);
    const gaps = late.slice(1).map((at, i) => at - late[i]);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    expect(deviation / mean).toBeGreaterThan(0.8);
    expect(deviation / mean).toBeLessThan(1.2);
  });

  test('flags: other bots and other seconds keep the shape', () => {
    const scenario = SCENARIO_SCHEMA.parse(BASE);
    const other = adjustScenario(scenario, { ...NO_FLAGS, bots: 40, seconds: 30, seed: 9 });
    expect(scenarioSeconds(other)).toBeCloseTo(30);
    expect(planArrivals(other)).toHaveLength(40);
    expect(other.seed).toBe(9);
    expect(phaseAt(other, 19.9).name).toBe('come');
    expect(phaseAt(other, 20.1).name).toBe('stay');
    expect(phaseAt(other, 99).name).toBe('stay');
    const typo = { ...NO_FLAGS, thresholds: ['rtt_ms:p99@com < 9'] };
    expect(() => adjustScenario(scenario, typo)).toThrow(/--threshold .*no phase com; did you mean come\?/);
  });
});

describe('thresholds', () => {
  test.each([
    ['pose_age_ms:p99 <= 150', 150, true],
    ['pose_age_ms:p(99) < 150', 150, false],
    ['rtt_ms:max@stay >= 3', 3, true],
    ['joins_failed == 0', 1, false],
    ['joined > 10', 11, true],
  ])('%s with %d: %s', (text, value, ok) => {
    expect(holds(parseThreshold(text) as Threshold, value)).toBe(ok);
  });

  test.each([
    ['pose_age_ms <= 150', /say which/],
    ['pose_age:p99 <= 150', /no metric pose_age/],
    ['joined:p99 > 1', /one number/],
    ['rss_growth_bytes_per_minute@stay <= 1', /whole run/],
    ['pose_age_ms:p0 <= 1', /between 0 and 100/],
    ['', /no threshold/],
  ])('"%s" is refused', (text, message) => {
    expect(parseThreshold(text)).toMatch(message);
  });
});
