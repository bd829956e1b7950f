import {
  CLIP_FLAG,
  CLIP_HZ,
  CLIP_PLAY,
  type ClipSpan,
  type ClipTrack,
  readClipSpan,
} from '@troupe/avatars/motion';
import { TICK_HZ } from './limits.ts';
import { beginPerformance, type Moment, stopPerformances } from './performance.ts';
import { HUMAN_KIND, type World } from './world.ts';

/** A clip of the stage and how it is to be played. */
export interface ClipWish {
  readonly name: string;
  /** Part of it, s; all of it without. */
  readonly from?: number;
  readonly to?: number;
  /** Times its own pace, 0.25 to 4; 1 without. */
  readonly rate?: number;
  /** Begins again at its end, for `seconds` or until stopped. */
  readonly loop?: boolean;
  readonly seconds?: number;
  /** The whole body (its way too), or arms, trunk and head while the legs go on; the whole without. */
  readonly mask?: 'fullBody' | 'upperBody';
}

/** Longest that a clip may be asked to loop, s. */
const SECONDS_MAX = 3_600;
/** A stroke lasts while the hand is faster than this share of its fastest. */
const STROKE_SHARE = 0.35;
/** A clip blends in and out for this long, s: its `ready` and `relax`. */
const BLEND_S = 0.3;

const SPAN: ClipSpan = { fromFrame: 0, toFrame: 0, rate: 1, loop: false };

/** What is wrong with a wish; nothing when it can be played. */
export function findClipErrors(world: World, wish: ClipWish): string[] {
  const { clips } = world;
  const track = clips.find(({ name }) => name === wish.name);
  if (!track) {
    const known = clips.map(({ name }) => name).join(', ');
    return [
      `there is no clip "${wish.name}"; ${known ? `known: ${known}` : 'put BVH, VRMA or .clip.json files into assets/clips or a folder given with --clips'}`,
    ];
  }
  const errors: string[] = [];
  const seconds = (track.frames - 1) / CLIP_HZ;
  const { from = 0, to = seconds, rate = 1, seconds: looped = 1 } = wish;
  // What was no number when it was recorded comes back as null, which would pass for 0.
  if (![from, to, rate, looped].every(Number.isFinite))
    return [`clip "${wish.name}": from, to, rate and seconds must be finite numbers`];
  if (!(from >= 0 && to <= seconds + 1e-6 && to - from >= CLIP_PLAY.leastS))
    errors.push(
      `clip "${wish.name}" lasts ${seconds} s; from and to must lie in it, ${CLIP_PLAY.leastS} s apart at least`,
    );
  if (!(rate >= CLIP_PLAY.rateMin && rate <= CLIP_PLAY.rateMax))
    errors.push(`rate must be a number from ${CLIP_PLAY.rateMin} to ${CLIP_PLAY.rateMax}`);
  if (!(looped > 0 && looped <= SECONDS_MAX))
    errors.push(`seconds must be a number above 0, at most ${SECONDS_MAX}`);
  return errors;
}

/** Moments of a clip in ticks from its start: the blends, and where its hands are fastest; no end when it loops for ever. */
export function clipMoments(world: World, wish: ClipWish): Moment[] {
  const track = world.clips.find(({ name }) => name === wish.name);
  return track ? momentsOfClip(track, wish) : [{ name: 'start', atTick: 0 }];
}

/** The same for a clip at hand: a show plans with it before there is a stage. */
export function momentsOfClip(track: ClipTrack, wish: Omit<ClipWish, 'name'>): Moment[] {
  const { from = 0, to = (track.frames - 1) / CLIP_HZ, rate = 1, loop = false, seconds } = wish;
  const once = ((to - from) * TICK_HZ) / rate;
  const end = loop ? (seconds === undefined ? Number.POSITIVE_INFINITY : seconds * TICK_HZ) : once;
  const blend = Math.min(BLEND_S * TICK_HZ, once / 3);
  const ticksOf = (frame: number): number => (((frame - from * CLIP_HZ) / CLIP_HZ) * TICK_HZ) / rate;
  const [strokeStart, stroke, strokeEnd] = strokeOf(track, from * CLIP_HZ, to * CLIP_HZ).map(ticksOf);
  const moments = [
    { name: 'start', atTick: 0 },
    { name: 'ready', atTick: blend },
    { name: 'strokeStart', atTick: strokeStart },
    { name: 'stroke', atTick: stroke },
    { name: 'strokeEnd', atTick: strokeEnd },
    { name: 'relax', atTick: end - blend },
    { name: 'end', atTick: end },
  ];
  return moments.filter(({ atTick }) => atTick <= end && Number.isFinite(atTick));
}

/** Frames in which the faster hand begins to hurry, is fastest, and has calmed down, between two frames. */
function strokeOf(track: ClipTrack, from: number, to: number): [number, number, number] {
  const first = Math.ceil(from);
  const last = Math.min(track.frames - 1, Math.floor(to));
  let peak = first;
  for (let i = first; i <= last; i++) if (track.handMps[i] > track.handMps[peak]) peak = i;
  const least = track.handMps[peak] * STROKE_SHARE;
  let begin = peak;
  let end = peak;
  while (begin > first && track.handMps[begin - 1] > least) begin--;
  while (end < last && track.handMps[end + 1] > least) end++;
  return [begin, peak, end];
}

/**
 * Has a performer play a clip from this tick on; what it played before ends. Who sits plays it with arms, trunk and head.
 * Returns what is wrong instead when it cannot.
 */
export function playClip(
  world: World,
  slot: number,
  wish: ClipWish,
  by: { readonly block: string; readonly part: string } = { block: '', part: '' },
): string[] {
  const { humans } = world;
  if (slot < 0 || humans.kind[slot] !== HUMAN_KIND.performer) return ['only performers play clips'];
  const errors = findClipErrors(world, wish);
  if (errors.length > 0) return errors;
  const netId = humans.netId[slot];
  const moments = clipMoments(world, wish);
  if (!beginPerformance(world, { netId, kind: 'clip', name: wish.name, moments, ...by }))
    return ['too much is being performed on this stage; wait for something to end'];
  const upper = wish.mask === 'upperBody' || humans.sitting[slot] === 1;
  humans.clip[slot] = world.clips.findIndex(({ name }) => name === wish.name) + 1;
  humans.clipStartTick[slot] = world.tick;
  // Plus zero: minus zero has bits of its own, which a record does not keep.
  humans.clipSpan.set([(wish.from ?? 0) + 0, (wish.to ?? 0) + 0], slot * 2);
  humans.clipRate[slot] = wish.rate ?? 1;
  humans.clipFlags[slot] = (upper ? CLIP_FLAG.upperBody : 0) | (wish.loop ? CLIP_FLAG.loop : 0);
  return [];
}

/** Stops the clip of a human; false when it plays none. */
export function stopClip(world: World, slot: number, reason: string): boolean {
  const { humans } = world;
  if (slot < 0 || humans.clip[slot] === 0) return false;
  humans.clip[slot] = 0;
  stopPerformances(world, humans.netId[slot], 'clip', reason);
  return true;
}

/**
 * The clip whose way human `slot` goes, and which part of it (valid until the next call); undefined while none has its
 * whole body.
 */
export function clipOfBody(world: World, slot: number): { track: ClipTrack; span: ClipSpan } | undefined {
  const { humans } = world;
  if (humans.clip[slot] === 0 || (humans.clipFlags[slot] & CLIP_FLAG.upperBody) !== 0) return undefined;
  const track = world.clips[humans.clip[slot] - 1];
  readClipSpan(track, slot, humans, SPAN);
  return { track, span: SPAN };
}
