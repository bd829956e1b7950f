import { z } from 'zod';
import { SHOW_LIMITS } from '../world/show.ts';

/** One cast member, several, or all. */
const WHO = z
  .union([z.string(), z.array(z.string()).min(1).max(SHOW_LIMITS.castMax)])
  .describe('a cast member, a list of them, or "all"');
const ONE = z.string().describe('a cast member');
const LENGTH = z.union([z.number().min(0).max(10_800), z.string()]).describe('2, 2.5s, 8 beats or 2 bars');
const COORDINATE = z.number().min(-500).max(500);
export const SHOW_PLACE = z
  .union([z.string(), z.tuple([COORDINATE, COORDINATE]), z.tuple([COORDINATE, COORDINATE, COORDINATE])])
  .describe('a mark, or [x, z] or [x, z, degrees] in m');
const FACING = z
  .union([z.string(), z.number().min(-360).max(360)])
  .describe('a mark, a cast member, "audience", or degrees (0 faces +z)');
const TARGET = z
  .union([z.string(), z.tuple([COORDINATE, COORDINATE, COORDINATE])])
  .describe('a mark, a cast member, "audience", or [x, y, z] in m');
/** What somebody reads or hears: one text for both languages, or one in each. */
export const SHOW_TEXT = z
  .union([
    z.string().min(1).max(400),
    z.strictObject({ en: z.string().max(400).optional(), ko: z.string().max(400).optional() }),
  ])
  .describe('a text, or {en, ko}');
const MOOD = z.enum(['happy', 'relaxed', 'surprised', 'sad', 'angry']);
const MPS = z.number().min(0.3).max(3).describe('m/s');
const NAME = z.string().min(1).max(64);
const COLOUR = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i, 'a colour is written #rrggbb')
  .describe('#rrggbb');
const SHARE = z.number().min(0).max(1);
const OPTION = z.union([NAME, z.strictObject({ id: NAME, label: SHOW_TEXT })]);

export const FORMATIONS = ['line', 'row', 'vee', 'circle', 'arc', 'grid', 'column'] as const;
export const SHOTS = ['wide', 'full', 'medium', 'close', 'follow', 'orbit', 'top', 'audience'] as const;
export const LIGHT_LOOKS = ['day', 'dusk', 'night', 'stage', 'spot', 'warm', 'cold', 'blackout'] as const;
export const EFFECTS = ['petals', 'confetti', 'sparks', 'snow', 'bubbles', 'smoke', 'fireworks'] as const;

/** What a cue can do: one of these a cue. The order is that of the guide. */
export const CUE_KINDS = {
  place: z
    .strictObject({ who: WHO, at: SHOW_PLACE, facing: FACING.optional() })
    .describe('puts somebody somewhere at once'),
  walk: z
    .strictObject({
      who: ONE,
      to: SHOW_PLACE,
      facing: FACING.optional(),
      for: LENGTH.optional(),
      arrive: z
        .union([z.string(), z.number()])
        .optional()
        .describe('moment of the scene at which to be there'),
      speed: MPS.optional(),
      style: NAME.optional(),
    })
    .describe('walks to a place'),
  formation: z
    .strictObject({
      who: z.array(z.string()).min(2).max(SHOW_LIMITS.castMax),
      shape: z.enum(FORMATIONS),
      at: SHOW_PLACE,
      gap: z.number().min(0.3).max(6).default(1.2).describe('between neighbours, m'),
      facing: FACING.optional(),
      for: LENGTH.optional(),
      speed: MPS.optional(),
      style: NAME.optional(),
    })
    .describe('several walk into a figure around a place'),
  motion: z
    .strictObject({ who: WHO, prompt: z.string().min(1).max(400), for: LENGTH })
    .describe('motion from words'),
  gesture: z
    .strictObject({
      who: WHO,
      name: NAME,
      hand: z.enum(['left', 'right', 'both']).optional(),
      sync: NAME.optional().describe('own sync point that is to fall on the moment'),
    })
    .describe('a gesture of the motion model'),
  action: z
    .strictObject({ who: WHO, name: NAME, sync: NAME.optional() })
    .describe('an action of the whole body, such as a dance'),
  clip: z
    .strictObject({
      who: WHO,
      name: NAME,
      from: z.number().min(0).max(300).optional().describe('s into the clip'),
      to: z.number().min(0).max(300).optional(),
      rate: z.number().min(0.25).max(4).default(1),
      mask: z.enum(['fullBody', 'upperBody']).default('fullBody'),
      loop: z.literal(true).optional(),
      for: LENGTH.optional().describe('how long a loop goes on'),
      sync: NAME.optional(),
    })
    .describe('a recorded motion of the folder of clips'),
  point: z.strictObject({ who: WHO, at: TARGET, for: LENGTH.default(2) }).describe('points at something'),
  posture: z
    .strictObject({ who: WHO, sit: z.number().int().min(0).optional(), stand: z.literal(true).optional() })
    .describe('sits down on a seat of the stage, or stands up'),
  style: z.strictObject({ who: WHO, name: NAME }).describe('how somebody walks and stands from now on'),
  gaze: z.strictObject({ who: WHO, at: TARGET, for: LENGTH.default(2) }).describe('looks at something'),
  face: z.strictObject({ who: WHO, mood: MOOD, for: LENGTH.default(2) }).describe('a face for a while'),
  mood: z.strictObject({ who: WHO, mood: MOOD }).describe('how somebody feels from now on'),
  say: z
    .strictObject({
      who: ONE,
      text: SHOW_TEXT.describe('a text or {en, ko}; <mark name="x"/> names a moment'),
      lang: z.enum(['en', 'ko']).optional(),
      to: ONE.optional(),
      mood: MOOD.optional(),
    })
    .describe('says a line'),
  sing: z
    .strictObject({
      who: ONE,
      text: SHOW_TEXT,
      lang: z.enum(['en', 'ko']).optional(),
      mood: MOOD.optional(),
      notes: z
        .string()
        .min(1)
        .max(2_000)
        .optional()
        .describe('melody, a note a syllable: D4 F4:2 (beats) ~E4 (same syllable) - (rest)'),
    })
    .describe('sings a line on its notes; without notes it is spoken'),
  listen: z
    .strictObject({
      who: ONE,
      for: LENGTH,
      max: z.number().int().min(1).max(50).default(5),
      fairness: z.enum(['round-robin', 'in-order']).default('round-robin'),
    })
    .describe('questions and answers: the brain answers guests, one question after the other'),
  ask: z
    .strictObject({
      q: SHOW_TEXT,
      options: z.array(OPTION).min(2).max(SHOW_LIMITS.optionsMax),
      for: LENGTH,
      default: NAME.optional().describe('what counts when nobody votes'),
      who: ONE.optional().describe('who asks it aloud'),
    })
    .describe('a poll of the audience; its cue id is what branches and conditions name'),
  brain: z
    .strictObject({ who: WHO, on: z.boolean(), for: LENGTH.optional() })
    .describe('hands somebody over to the own brain, or takes them back'),
  outfit: z.strictObject({ who: WHO, set: NAME }).describe('what somebody wears, by name'),
  prop: z
    .strictObject({
      who: ONE,
      do: z.enum(['pick', 'put', 'give']),
      name: NAME.optional(),
      to: ONE.optional(),
    })
    .describe('takes, puts down or gives a prop of the stage'),
  light: z
    .strictObject({
      look: z.enum(LIGHT_LOOKS).optional(),
      colour: COLOUR.optional(),
      level: SHARE.optional(),
      fade: LENGTH.default(0),
      strobe: z.number().min(0).max(20).default(0).describe('flashes a second'),
      for: LENGTH.optional(),
    })
    .describe('light of the stage'),
  camera: z
    .strictObject({ shot: z.enum(SHOTS), on: TARGET.optional(), fade: LENGTH.default(0) })
    .describe('where those look from who let the show choose'),
  fx: z
    .strictObject({ name: z.enum(EFFECTS), at: TARGET.optional(), for: LENGTH.default(3) })
    .describe('an effect'),
  music: z
    .strictObject({
      play: z.string().min(1).max(200).optional().describe('file below assets/shows'),
      stop: z.literal(true).optional(),
      volume: SHARE.default(1),
      fade: LENGTH.default(0),
    })
    .describe('begins or ends a piece of music'),
  crowd: z
    .strictObject({
      do: z.enum(['clap', 'cheer', 'wave', 'raise-hands']),
      text: SHOW_TEXT.optional(),
      for: LENGTH.default(5),
      until: z
        .strictObject({
          hands: z.number().min(0.01).max(1).optional().describe('share of the guests whose hands are up'),
          here: z.number().int().min(1).max(100_000).optional().describe('guests who are there'),
        })
        .refine(({ hands, here }) => hands !== undefined || here !== undefined, 'say hands or here')
        .optional()
        .describe('is over as soon as this holds: then its result is "met", else "missed"'),
    })
    .describe('asks the guests for something'),
  caption: z.strictObject({ text: SHOW_TEXT, for: LENGTH.default(4) }).describe('words on the screen'),
  out: z
    .strictObject({ to: NAME, data: z.string().max(1_000).default('') })
    .describe('tells clients that listen for this name; nothing leaves the stage by itself'),
  marker: z.strictObject({ name: NAME }).describe('a name in the timeline'),
  wait: z.strictObject({ for: LENGTH }).describe('a pause others can wait for'),
  hold: z
    .strictObject({ note: z.string().max(200).optional(), timeout: LENGTH.optional() })
    .describe('waits for GO of the operator'),
  go: z.union([NAME, z.strictObject({ scene: NAME })]).describe('goes on with another scene'),
  call: z.union([NAME, z.strictObject({ scene: NAME })]).describe('plays another scene, then goes on here'),
  branch: z
    .strictObject({ on: NAME, cases: z.record(z.string(), NAME), else: NAME })
    .describe('goes on with a scene by the result of a poll'),
  loop: z
    .strictObject({ times: z.number().int().min(2).max(1_000) })
    .describe('plays this scene so often in all'),
  stop: z
    .strictObject({ cue: NAME.optional(), who: WHO.optional() })
    .describe('ends a cue, or all that somebody does'),
  panic: z.strictObject({}).describe('ends everything at once and the show with it'),
} as const;

export type CueKind = keyof typeof CUE_KINDS;
export const CUE_KIND_NAMES = Object.keys(CUE_KINDS) as CueKind[];
export const CUE_TIMES = ['at', 'after', 'with', 'on'] as const;
export type CueDoc = z.infer<typeof CUE_SCHEMA>;

/** A cue: when, which one thing, and clauses. */
export const CUE_SCHEMA = z.strictObject({
  at: z
    .union([z.number(), z.string()])
    .optional()
    .describe('12.5, 1:30, beat 5.1 or 00:01:02:12 of the scene'),
  after: z.string().optional().describe('end of a cue: id, id+0.5s, or prev'),
  with: z.string().optional().describe('start of a cue'),
  on: z.string().optional().describe('a sync point of a cue: id:stroke, id:w2, id:name of a mark'),
  id: NAME.optional(),
  pre: LENGTH.optional().describe('waits so much longer'),
  post: LENGTH.optional().describe('counts as over so much later'),
  if: z.record(z.string(), z.string()).optional().describe('{poll: answer}: only then'),
  once: z.boolean().optional(),
  arm: z.boolean().optional().describe('false: left out for now'),
  note: z.string().max(400).optional(),
  ...(Object.fromEntries(CUE_KIND_NAMES.map((kind) => [kind, CUE_KINDS[kind].optional()])) as {
    [K in CueKind]: z.ZodOptional<(typeof CUE_KINDS)[K]>;
  }),
});
