// CONTRIBUTOR NOTES
// A gesture whose stroke is to fall on the second word of a line must begin before the line does. Waiting for moments
// as they come cannot do that, so what is known beforehand (lengths of speech, gestures, pauses) is planned when a block
// is given: every part gets its start against the others, and the whole is shifted so that the earliest starts now.
// Parts that hang on something of unknown length (a walk) are left out of the plan and wait for it.
import type { BlockPart, BlockSpec } from '../world/block.ts';
import { BLOCK_LIMITS } from '../world/block.ts';
import { TICK_HZ } from '../world/limits.ts';
import { type Moment, SYNC_POINTS } from '../world/performance.ts';
import { clipMoments, findClipErrors } from '../world/play-clip.ts';
import { resolveAction } from '../world/resolve-action.ts';
import { slotOf } from '../world/slot-of.ts';
import { voiceAsk } from '../world/voices.ts';
import type { World } from '../world/world.ts';
import { momentsOfWords, speechTimes } from './speech.ts';
import type { Line } from './start-speech.ts';

/** A moment of a part, and so much later (ticks). */
export interface BlockRef {
  readonly part: string;
  readonly moment: string;
  readonly laterTicks: number;
}

const REF = /^([\w-]+):([\w]+)(?:\s*([+-]\d+(?:\.\d+)?)\s*(ms|s)?)?$/;

/** Reads `part:moment`, `part:moment+0.2s` or `part:moment-80ms`; undefined when it is none. */
export function parseRef(text: string): BlockRef | undefined {
  const match = REF.exec(text.trim());
  if (!match) return undefined;
  const seconds = match[3] === undefined ? 0 : Number(match[3]) / (match[4] === 'ms' ? 1000 : 1);
  return { part: match[1], moment: match[2], laterTicks: seconds * TICK_HZ };
}

/** Moments of a line of somebody: as its voice says it where that is known, else estimated. */
function speechMoments(world: World, netId: number, part: BlockPart): Moment[] {
  const line = lineOf(part);
  const mind = world.social.minds[slotOf(world, netId)];
  const track = mind && world.social.voices.tracks.get(voiceAsk(mind, line).key);
  const { words, ticks } = speechTimes(line, track);
  return momentsOfWords(words, ticks);
}

/** The line that a part says. */
export function lineOf(part: BlockPart): Line {
  const { text = '', locale = 'en', face = 'relaxed', toNetId = 0, notes } = part;
  return { text, locale, face, toNetId, ...(notes ? { notes } : {}) };
}

/** Moments of a part in ticks from its start, as far as they are known before it is performed. */
export function knownMoments(world: World, netId: number, part: BlockPart): Moment[] {
  const { social } = world;
  if (part.kind === 'speech') return speechMoments(world, netId, part);
  if (part.kind === 'gesture') {
    const times = social.actionTimes[resolveAction(social.actionNames, part.text ?? '', netId)];
    return times
      ? SYNC_POINTS.map((name) => ({ name, atTick: times[name] }))
      : [{ name: 'start', atTick: 0 }];
  }
  if (part.kind === 'clip') return clipMoments(world, { ...part, name: part.text ?? '' });
  const start = { name: 'start', atTick: 0 };
  const timed = part.kind === 'wait' || part.kind === 'pointing' || part.kind === 'gaze';
  return timed ? [start, { name: 'end', atTick: Math.round((part.seconds ?? 2) * TICK_HZ) }] : [start];
}

/**
 * Plans the starts of the parts of a block in ticks from the start of the block (null: depends on something of unknown
 * length). Returns what is wrong instead when the block cannot be performed.
 */
export function planBlock(
  world: World,
  netId: number,
  spec: BlockSpec,
): { readonly plan: (number | null)[] } | { readonly errors: string[] } {
  const errors = findErrors(world, spec);
  if (errors.length > 0) return { errors };
  const index = new Map(spec.parts.map((part, i) => [part.id, i]));
  const moments = spec.parts.map((part) => knownMoments(world, netId, part));
  const plan: (number | null | undefined)[] = spec.parts.map(() => undefined);
  const solve = (i: number, chain: readonly string[]): number | null => {
    const done = plan[i];
    if (done !== undefined) return done;
    const part = spec.parts[i];
    if (chain.includes(part.id)) {
      errors.push(`part ${part.id} waits for itself: ${[...chain, part.id].join(' → ')}`);
      return null;
    }
    const own = momentOf(moments[i], part.sync ?? 'start');
    const ref = part.at === undefined ? undefined : parseRef(part.at)!;
    let start: number | null = null;
    if (!ref) start = 0;
    else {
      const other = index.get(ref.part)!;
      const from = solve(other, [...chain, part.id]);
      const at = momentOf(moments[other], ref.moment);
      if (from !== null && at !== undefined && own !== undefined) start = from + at + ref.laterTicks - own;
    }
    plan[i] = start;
    return start;
  };
  for (let i = 0; i < spec.parts.length; i++) solve(i, []);
  if (errors.length > 0) return { errors: [...new Set(errors)] };
  const known = plan.filter((start) => typeof start === 'number');
  const earliest = Math.min(0, ...known);
  return { plan: plan.map((start) => (typeof start === 'number' ? start - earliest : null)) };
}

/** Tick of a moment in a list; undefined when it is not known. */
export function momentOf(moments: readonly Moment[], name: string): number | undefined {
  return moments.find((moment) => moment.name === name)?.atTick;
}

function findErrors(world: World, spec: BlockSpec): string[] {
  const ids = spec.parts.map((part) => part.id);
  const errors: string[] = [];
  if (spec.parts.length === 0 || spec.parts.length > BLOCK_LIMITS.partsMax)
    errors.push(`block ${spec.id}: ${spec.parts.length} parts; a block has 1 to ${BLOCK_LIMITS.partsMax}`);
  spec.parts.forEach((part, i) => {
    const where = `block ${spec.id}, part ${part.id}`;
    if (ids.indexOf(part.id) !== i) errors.push(`${where}: two parts have this id; give each its own`);
    if (part.kind === 'gesture' && resolveAction(world.social.actionNames, part.text ?? '', 0) < 0)
      errors.push(
        `${where}: there is no action "${part.text ?? ''}"; known: ${world.social.actionNames.join(', ')}`,
      );
    if (part.kind === 'clip')
      for (const error of findClipErrors(world, { ...part, name: part.text ?? '' }))
        errors.push(`${where}: ${error}`);
    if (part.kind === 'speech' && (part.text ?? '').trim() === '') errors.push(`${where}: it says nothing`);
    if (part.kind === 'sit' && !world.seats[part.seat ?? -1])
      errors.push(`${where}: there is no seat ${part.seat}; the stage has 0 to ${world.seats.length - 1}`);
    const { x, y = 0, z, yaw = 0 } = part.place ?? { x: 0, z: 0 };
    if (!Number.isFinite(x + y + z + yaw + (part.seconds ?? 0)))
      errors.push(`${where}: place and seconds must be finite numbers`);
    if (['pointing', 'walk'].includes(part.kind) && !part.place && !part.toNetId)
      errors.push(`${where}: say where to, with place or toNetId`);
    if (part.at === undefined) return;
    const ref = parseRef(part.at);
    if (!ref) errors.push(`${where}: "${part.at}" is no moment; write part:moment, such as hi:w2+0.1s`);
    else if (!ids.includes(ref.part))
      errors.push(`${where}: waits for "${ref.part}", which is not in the block; it has ${ids.join(', ')}`);
  });
  return errors;
}
