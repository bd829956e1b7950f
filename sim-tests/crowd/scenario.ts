import { z } from 'zod';
import { nearName } from './near-name.ts';
import { parseThreshold } from './threshold.ts';

/** Ways of being a guest; each has a file in behaviours/. */
export const BEHAVIOUR_NAMES = [
  'spectator',
  'walker',
  'talker',
  'dancer',
  'sensor',
  'flapper',
  'slowReader',
  'flooder',
  'liar',
] as const;
export type BehaviourName = (typeof BEHAVIOUR_NAMES)[number];

const NAME = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a name in lower case with hyphens, e.g. concert-1000');
const SHARE = z.number().min(0).max(1);
const RATE = z.number().min(0).max(2_000);

const ARRIVALS = z.strictObject({
  /** Guests a second at the beginning of the phase, and at its end when that differs. */
  perSecond: RATE,
  rampTo: RATE.optional(),
  /** `poisson`: as strangers come; `even`: like clockwork. */
  spread: z.enum(['poisson', 'even']).default('poisson'),
});

const FAULT = z.discriminatedUnion('kind', [
  /** The road of this share of all guests breaks; they come back as a real client does. */
  z.strictObject({ kind: z.literal('cut'), share: SHARE, atSecond: z.number().min(0).default(0) }),
  /** They leave properly. */
  z.strictObject({ kind: z.literal('leave'), share: SHARE, atSecond: z.number().min(0).default(0) }),
  /** They read nothing for so long, as a laptop that is shut. */
  z.strictObject({
    kind: z.literal('freeze'),
    share: SHARE,
    seconds: z.number().min(0.1).max(600),
    atSecond: z.number().min(0).default(0),
  }),
]);

const PHASE = z.strictObject({
  name: NAME,
  seconds: z.number().min(0.5).max(86_400),
  arrivals: ARRIVALS.optional(),
  faults: z.array(FAULT).max(256).default([]),
  /** False: its values count for no threshold that names no phase; a warm-up. */
  measure: z.boolean().default(true),
});

const THRESHOLD = z.string().superRefine((text, context) => {
  const parsed = parseThreshold(text);
  if (typeof parsed === 'string') context.addIssue({ code: 'custom', message: parsed });
});

/** What is wrong with the phase that a threshold names: a typing error would cost a whole run. */
export function unknownPhase(text: string, phases: readonly string[]): string | undefined {
  const parsed = parseThreshold(text);
  if (typeof parsed === 'string' || !parsed.phase || phases.includes(parsed.phase)) return undefined;
  return `"${text}": there is no phase ${parsed.phase}; ${nearName(parsed.phase, phases)}`;
}

/** What a load test is: data, in TypeScript, YAML or JSON. */
export const SCENARIO_SCHEMA = z
  .strictObject({
    name: NAME,
    /** One line for `troupe crowd list`. */
    summary: z.string().min(1).max(200),
    seed: z.number().int().min(0).default(1),
    /** The stage that is started when no --url is given. */
    stage: z
      .strictObject({
        performers: z.number().int().min(1).max(1_000).default(12),
        /** Further options of `troupe serve`. */
        serve: z.array(z.string()).max(16).default([]),
      })
      .prefault({}),
    /** Most bots in all. */
    bots: z.number().int().min(1).max(20_000),
    /** Behaviours by weight. */
    mix: z
      .partialRecord(z.enum(BEHAVIOUR_NAMES), z.number().min(0).max(1_000))
      .refine((mix) => Object.values(mix).some((weight) => weight > 0), 'give one behaviour a weight'),
    phases: z.array(PHASE).min(1).max(32),
    /** What must hold, e.g. 'pose_age_ms:p99 <= 150', 'joins_failed <= 0', 'rtt_ms:p90@hold < 40'. */
    thresholds: z.array(THRESHOLD).max(64).default([]),
    /** Share of the bots that decode every joint; the others read the times of a pose alone, which costs a tenth. */
    decodeShare: SHARE.default(1),
    /** Beyond these the tester itself was the bottleneck and the run says nothing. */
    generator: z
      .strictObject({
        /** One tick: up to here the tester can take a pose for one tick older than it was. */
        lagMsP99: z.number().min(1).max(10_000).default(50),
        loopBusy: z.number().min(0.1).max(1).default(0.95),
      })
      .prefault({}),
  })
  .superRefine(({ phases, thresholds }, context) => {
    const names = phases.map(({ name }) => name);
    for (const [i, name] of names.entries())
      if (names.indexOf(name) < i)
        context.addIssue({
          code: 'custom',
          message: `phase ${names.indexOf(name)} is called ${name} as well; give each a name of its own`,
          path: ['phases', i, 'name'],
        });
    for (const [i, { faults, seconds }] of phases.entries())
      for (const [k, { atSecond }] of faults.entries())
        if (atSecond >= seconds)
          context.addIssue({
            code: 'custom',
            message: `the phase is over after ${seconds} s, so this would never happen; seconds count from its beginning`,
            path: ['phases', i, 'faults', k, 'atSecond'],
          });
    for (const [i, text] of thresholds.entries()) {
      const trouble = unknownPhase(text, names);
      if (trouble) context.addIssue({ code: 'custom', message: trouble, path: ['thresholds', i] });
    }
  })
  .refine(({ phases }) => phases.some(({ arrivals }) => arrivals !== undefined), {
    message: 'nobody arrives: give a phase `arrivals`',
    path: ['phases'],
  });

/** As it is written, and as it is run. */
export type ScenarioInput = z.input<typeof SCENARIO_SCHEMA>;
export type Scenario = z.output<typeof SCENARIO_SCHEMA>;
export type Phase = Scenario['phases'][number];
export type Fault = Phase['faults'][number];

/**
 * Types a scenario where it is written; it is checked when it is loaded.
 *
 * @example
 * export const scenario = defineScenario({
 *   name: 'evening', summary: 'fifty people for a minute', bots: 50, mix: { spectator: 4, walker: 1 },
 *   phases: [{ name: 'come', seconds: 60, arrivals: { perSecond: 2 } }],
 *   thresholds: ['pose_age_ms:p99 <= 150'],
 * });
 */
export function defineScenario(scenario: ScenarioInput): ScenarioInput {
  return scenario;
}

/** Seconds of the whole scenario. */
export function scenarioSeconds({ phases }: Pick<Scenario, 'phases'>): number {
  return phases.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** The phase of a second since the start; the last one when it is over. */
export function phaseAt({ phases }: Pick<Scenario, 'phases'>, second: number): Phase {
  let end = 0;
  for (const phase of phases) {
    end += phase.seconds;
    if (second < end) return phase;
  }
  return phases[phases.length - 1];
}
