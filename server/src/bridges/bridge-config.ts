import { isIP } from 'node:net';
import { z } from 'zod';
import {
  Problems as ProblemList,
  type Problems,
  readYaml,
  type ShowProblem,
  tellIssue,
} from '../shows/index.ts';
import { DMX_HZ_MAX } from './wire/sacn.ts';
import { TIMECODE_RATES } from './wire/timecode.ts';

const PORT = z.number().int().min(1).max(65_535);
/** 0 lets the system choose, which tests want. */
const LISTEN_PORT = z.number().int().min(0).max(65_535);
const ADDRESS = z.string().refine((host) => isIP(host) !== 0, 'an address in numbers, such as 127.0.0.1');
const LOOPBACK = '127.0.0.1';
const NAME = z.string().min(1).max(64);
const OSC_ADDRESS = z
  .string()
  .max(200)
  .regex(/^\/[!-~]*$/, 'an OSC address begins with "/" and has no spaces');
const LIST_MAX = 64;

/** What an operator can do by a control: what it is, and what belongs to it. */
const ACT = {
  do: z.enum(['go', 'play', 'pause', 'stop', 'panic', 'seek', 'rate', 'goto', 'vote', 'applaud']),
  seconds: z.number().min(0).max(10_800).optional().describe('seek: moment of the show, s'),
  rate: z.number().min(0.25).max(4).optional(),
  cue: NAME.optional().describe('goto: id of a cue'),
  option: NAME.optional().describe('vote: answer of the poll that is open'),
};

/** A socket that listens. One that others than this machine reach must say whom it hears. */
const LISTEN = z.strictObject({
  port: LISTEN_PORT,
  host: ADDRESS.default(LOOPBACK),
  allow: z.array(ADDRESS).max(LIST_MAX).default([]).describe('addresses that are heard besides this machine'),
});

const OSC = z.strictObject({
  in: LISTEN.extend({
    prefix: OSC_ADDRESS.default('/troupe'),
    map: z
      .array(z.strictObject({ address: OSC_ADDRESS, ...ACT }))
      .max(LIST_MAX)
      .default([]),
  }).optional(),
  out: z
    .array(
      z.strictObject({
        host: ADDRESS.default(LOOPBACK),
        port: PORT,
        rules: z
          .array(
            z.strictObject({
              kind: NAME.optional(),
              cue: NAME.optional(),
              scene: NAME.optional(),
              to: NAME.optional().describe('name of an `out` cue'),
              ev: z.enum(['started', 'finished', 'stopped', 'failed']).default('started'),
              address: OSC_ADDRESS,
              args: z
                .array(z.union([z.string().max(200), z.number()]))
                .max(16)
                .default([]),
            }),
          )
          .max(LIST_MAX)
          .default([]),
        rest: z.union([OSC_ADDRESS, z.literal('')]).default('/troupe/cue/{scene}/{cue}/{ev}'),
      }),
    )
    .max(8)
    .default([]),
});

const MIDI = z.strictObject({
  udp: LISTEN.optional(),
  stdin: z.literal(true).optional().describe('raw MIDI bytes come by standard input'),
  device: z.number().int().min(0).max(111).optional().describe('Show Control: hears only this device'),
  map: z
    .array(
      z
        .strictObject({
          note: z.number().int().min(0).max(127).optional(),
          control: z.number().int().min(0).max(127).optional(),
          program: z.number().int().min(0).max(127).optional(),
          channel: z.number().int().min(1).max(16).optional().describe('every one without'),
          ...ACT,
        })
        .refine(
          ({ note, control, program }) =>
            [note, control, program].filter((one) => one !== undefined).length === 1,
          'exactly one of note, control and program',
        ),
    )
    .max(128)
    .default([]),
});

const CHASE = z.strictObject({
  start: z.string().default('00:00:00:00').describe('timecode at which the show begins'),
  rate: z
    .union(TIMECODE_RATES.map((rate) => z.literal(rate)))
    .default(25)
    .describe('frames a second of `start`'),
  dropoutMs: z
    .number()
    .int()
    .min(100)
    .max(60_000)
    .default(1_000)
    .describe('the show runs on without timecode'),
  lost: z.enum(['pause', 'run']).default('pause').describe('what it does when timecode stays away'),
  toleranceMs: z.number().int().min(50).max(2_000).default(100),
  jumpMs: z
    .number()
    .int()
    .min(200)
    .max(60_000)
    .default(1_000)
    .describe('farther off than this the show seeks'),
});

const FIXTURES = ['dimmer', 'dimmer16', 'rgb', 'drgb', 'rgbw', 'strobe'] as const;
export const STAGE_LIGHTS = ['house', 'key', 'fill', 'rim', 'spot'] as const;

const LIGHT_OUT = z.strictObject({
  by: z.enum(['sacn', 'artnet']),
  host: z.union([ADDRESS, z.literal('multicast')]).default(LOOPBACK),
  port: PORT.optional(),
  universe: z.number().int().min(0).max(63_999),
  priority: z.number().int().min(0).max(200).default(100),
  hz: z.number().min(1).max(DMX_HZ_MAX).default(40),
  source: z.string().min(1).max(63).default('Troupe'),
  patch: z
    .array(
      z.strictObject({
        light: z.enum(STAGE_LIGHTS),
        fixture: z.enum(FIXTURES).default('dimmer'),
        address: z.number().int().min(1).max(512).describe('first channel, from 1'),
        level: z.number().min(0).max(1).default(1).describe('most of it that is used'),
      }),
    )
    .min(1)
    .max(512),
});

const VMC = z.strictObject({
  performer: NAME.describe('name or body of a performer, or a cast member of the show'),
  host: ADDRESS.default(LOOPBACK),
  port: PORT.default(39_539),
  hz: z.number().min(1).max(60).default(30),
  faces: z.enum(['vrm1', 'vrm0']).default('vrm1').describe('how expressions are called'),
});

const WEBHOOKS = z.strictObject({
  allow: z.array(z.string().min(1).max(253)).max(LIST_MAX).default([]).describe('hosts beside this machine'),
  to: z
    .array(
      z.strictObject({
        url: z.url({ protocol: /^https?$/, error: 'a web address, such as https://hooks.example/troupe' }),
        secretEnv: z
          .string()
          .regex(/^[A-Z][A-Z0-9_]*$/, 'the name of an environment variable')
          .describe('environment variable that holds the secret'),
        kinds: z.array(NAME).max(LIST_MAX).optional().describe('kinds of cues; all without'),
        status: z.boolean().default(true).describe('tells that the show began, paused or ended'),
      }),
    )
    .max(8)
    .default([]),
});

const BRIDGES_SCHEMA = z.strictObject({
  stage: NAME.optional().describe('stage whose show they serve; the first that is served without'),
  osc: OSC.optional(),
  midi: MIDI.optional(),
  chase: CHASE.optional(),
  lights: z.array(LIGHT_OUT).max(16).default([]),
  vmc: z.array(VMC).max(8).default([]),
  webhooks: WEBHOOKS.optional(),
});

export type BridgesConfig = z.infer<typeof BRIDGES_SCHEMA>;
export type OscConfig = z.infer<typeof OSC>;
export type MidiConfig = z.infer<typeof MIDI>;
export type ChaseConfig = z.infer<typeof CHASE>;
export type LightOutConfig = z.infer<typeof LIGHT_OUT>;
export type VmcConfig = z.infer<typeof VMC>;
export type WebhooksConfig = z.infer<typeof WEBHOOKS>;
export type ListenConfig = z.infer<typeof LISTEN>;

/** A file of bridges, or what is wrong with it. Never throws for what is in the text. */
export function checkBridges(text: string): { config?: BridgesConfig; problems: readonly ShowProblem[] } {
  const problems = new ProblemList();
  const yaml = readYaml(text, problems);
  if (!yaml) return { problems: problems.list() };
  const parsed = BRIDGES_SCHEMA.safeParse(yaml.data ?? {});
  if (!parsed.success) {
    for (const issue of parsed.error.issues)
      tellIssue(issue, [], { yaml, problems, thing: 'bridges', guide: 'docs/bridges.md' });
    return { problems: problems.list() };
  }
  checkSense(parsed.data, problems, (path) => yaml.spotOf(path));
  return { config: problems.failed ? undefined : parsed.data, problems: problems.list() };
}

/** What a schema cannot say: what only makes sense together. */
function checkSense(
  config: BridgesConfig,
  problems: Problems,
  spot: (path: (string | number)[]) => { line: number; col: number },
): void {
  const listens = [
    { path: ['osc', 'in'], listen: config.osc?.in },
    { path: ['midi', 'udp'], listen: config.midi?.udp },
  ];
  for (const { path, listen } of listens)
    if (listen && !isLoopback(listen.host) && listen.allow.length === 0)
      problems.add(
        'E012',
        spot([...path, 'host']),
        'others than this machine reach this socket, and nobody may be heard',
        'list their addresses in "allow"',
      );
  config.lights.forEach(({ by, host, universe, patch }, i) => {
    const [least, most] = by === 'sacn' ? [1, 63_999] : [0, 32_767];
    if (universe < least || universe > most)
      problems.add('E012', spot(['lights', i, 'universe']), `"universe": ${least} to ${most} by ${by}`);
    if (by === 'artnet' && host === 'multicast')
      problems.add('E012', spot(['lights', i, 'host']), 'Art-Net has no multicast', 'name the node');
    patch.forEach(({ fixture, address }, k) => {
      const last = address + CHANNELS[fixture] - 1;
      if (last > 512)
        problems.add(
          'E012',
          spot(['lights', i, 'patch', k, 'address']),
          `"${fixture}" would end at ${last} of 512`,
        );
    });
  });
  const allowed = new Set(config.webhooks?.allow);
  config.webhooks?.to.forEach(({ url }, i) => {
    const { hostname, protocol, username } = new URL(url);
    const path = ['webhooks', 'to', i, 'url'];
    if (username !== '') problems.add('E012', spot(path), 'a web address holds no password', 'use secretEnv');
    if (isLoopback(hostname)) return;
    if (!allowed.has(hostname))
      problems.add('E012', spot(path), `"${hostname}" is not in "allow"`, 'list the host in webhooks: allow');
    if (protocol !== 'https:') problems.add('E012', spot(path), 'what leaves this machine goes by https');
  });
}

/** Channels of each fixture. */
export const CHANNELS: Readonly<Record<(typeof FIXTURES)[number], number>> = {
  dimmer: 1,
  dimmer16: 2,
  rgb: 3,
  drgb: 4,
  rgbw: 4,
  strobe: 1,
};

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^(::ffff:)?127\./.test(host);
}
