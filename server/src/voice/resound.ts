// CONTRIBUTOR NOTES
// Pitch-synchronous overlap-add: the voice is cut at its own periods, and the periods are set down again, closer together or
// farther apart (pitch) and as often as is wanted (length). The colour of the voice stays, because each period keeps its
// shape. What has no period (s, t, breath) is copied in short pieces.

/** A piece of the new sound and the piece of the old one that is heard there, ms. */
export interface TimeKnot {
  readonly fromMs: number;
  readonly toMs: number;
  readonly atMs: number;
  readonly untilMs: number;
}

export interface Resounding {
  readonly rateHz: number;
  readonly marks: readonly VoiceMark[];
  readonly knots: readonly TimeKnot[];
  /** Length of the new sound. */
  readonly samples: number;
  /** Pitch of the new sound at a moment (ms), asked for in order of time. */
  readonly hzAt: (ms: number) => number;
}

const PITCH = {
  /** Where a voice may lie, Hz. */
  least: 70,
  most: 420,
  /** A stretch is voiced when it is so like itself a period later. */
  voiced: 0.55,
  /** Some voices flutter: a period may be so much longer or shorter than usual, share of it. */
  flutter: 0.12,
  /** Most voices do not: within this share, and so alike, nothing farther off is looked at. */
  steady: 0.02,
  clear: 0.9,
  /** Where the period of a voice is looked for it is so like itself; an octave down costs so much of that. */
  sure: 0.8,
  /** So many places are looked at for it. */
  looks: 12,
  octaveCost: 0.03,
  /** Pieces of what has no period, ms. */
  pieceMs: 5,
} as const;

/** Where a sound is cut: sample, and the period of the voice there; -1: it has none. */
export interface VoiceMark {
  readonly at: number;
  readonly period: number;
}

/** The same voice at another pitch and in another time. */
export function resound(pcm: Int16Array, { rateHz, marks, knots, samples, hzAt }: Resounding): Int16Array {
  const sound = new Float32Array(samples);
  const weight = new Float32Array(samples);
  const piece = Math.round((PITCH.pieceMs * rateHz) / 1000);
  const perMs = rateHz / 1000;
  let nextMark = 0;
  // Periods go on from knot to knot: a jump of phase would click.
  let out = 0;
  for (const { fromMs, toMs, atMs, untilMs } of knots) {
    const [from, at, until] = [fromMs * perMs, atMs * perMs, untilMs * perMs];
    const pace = (toMs - fromMs) / (untilMs - atMs);
    if (out < at) out = at;
    while (out < until && out < samples) {
      const wanted = from + (out - at) * pace;
      while (nextMark > 0 && marks[nextMark].at > wanted) nextMark -= 1;
      while (nextMark + 1 < marks.length && nearer(marks, nextMark, wanted)) nextMark += 1;
      const mark = marks[nextMark];
      if (!mark) return new Int16Array(samples);
      const half = mark.period > 0 ? mark.period : piece;
      const other = neighbour(marks, nextMark, wanted);
      if (other) setDown(pcm, other.mark.at, { half, place: out, share: other.share }, sound, weight);
      setDown(pcm, mark.at, { half, place: out, share: 1 - (other?.share ?? 0) }, sound, weight);
      out += mark.period > 0 ? rateHz / hzAt(out / perMs) : piece;
    }
  }
  const result = new Int16Array(samples);
  for (let i = 0; i < samples; i++)
    result[i] = Math.max(-32_768, Math.min(32_767, Math.round(sound[i] / Math.max(0.6, weight[i]))));
  return result;
}

const nearer = (marks: readonly VoiceMark[], i: number, wanted: number): boolean =>
  Math.abs(marks[i + 1].at - wanted) <= Math.abs(marks[i].at - wanted);

/**
 * The period on the other side of a moment, and its share of the voice there: a vowel that is drawn to ten times its length
 * goes over from each period to the next, where each one ten times over and then a leap would flutter.
 */
function neighbour(
  marks: readonly VoiceMark[],
  i: number,
  wanted: number,
): { readonly mark: VoiceMark; readonly share: number } | undefined {
  const { at, period } = marks[i];
  const mark = marks[wanted > at ? i + 1 : i - 1];
  if (!mark || mark.period < 0 || period < 0 || wanted === at) return undefined;
  const share = Math.abs(wanted - at) / Math.abs(mark.at - at);
  return share < 1 ? { mark, share } : undefined;
}

/**
 * Adds two periods around a mark under a window, `share` of them, as loud in sum as they were. They come to lie between samples: on whole ones
 * every other period would be a sample longer, and the voice would growl an octave below.
 */
function setDown(
  pcm: Int16Array,
  from: number,
  { half, place, share }: { readonly half: number; readonly place: number; readonly share: number },
  sound: Float32Array,
  weight: Float32Array,
): void {
  const to = Math.floor(place);
  const part = place - to;
  const first = Math.max(-half, 1 - from, -to);
  const last = Math.min(half, pcm.length - 1 - from, sound.length - 1 - to);
  for (let k = first; k <= last; k++) {
    const window = share * (0.5 + 0.5 * Math.cos((Math.PI * k) / half));
    sound[to + k] += (pcm[from + k] * (1 - part) + pcm[from + k - 1] * part) * window;
    weight[to + k] += window;
  }
}

/** Cuts a sound at the periods of a voice that speaks on one note. */
export function marksOf(pcm: Int16Array, rateHz: number): VoiceMark[] {
  const usual = usualPeriod(pcm, rateHz);
  const piece = Math.round((PITCH.pieceMs * rateHz) / 1000);
  const marks: VoiceMark[] = [];
  let at = 0;
  let voiced = false;
  while (at < pcm.length) {
    let next = usual > 0 ? nextPeriod(pcm, at, usual) : 0;
    if (next > 0) {
      // A period begins where the voice is loudest; from one to the next it is where they are most alike.
      if (!voiced) {
        at = loudest(pcm, at, Math.min(pcm.length, at + usual));
        next = nextPeriod(pcm, at, usual) || usual;
      }
      marks.push({ at, period: next });
      at += next;
      voiced = true;
    } else {
      marks.push({ at, period: -1 });
      at += piece;
      voiced = false;
    }
  }
  return marks;
}

/** How alike a sound is around `at` and `shift` later, -1 to 1; 0 where it is silent. */
function alike(pcm: Int16Array, at: number, shift: number, length: number): number {
  const from = Math.max(0, at - (length >> 1));
  const to = Math.min(pcm.length - shift, from + length);
  let both = 0;
  let here = 0;
  let there = 0;
  for (let i = from; i < to; i++) {
    const a = pcm[i];
    const b = pcm[i + shift];
    both += a * b;
    here += a * a;
    there += b * b;
  }
  const most = Math.sqrt(here * there);
  return most < (to - from) * 400 ? 0 : both / most;
}

/** How far on the voice is most like here, within what it flutters; 0 where it is too unlike to be a voice. */
function nextPeriod(pcm: Int16Array, at: number, usual: number): number {
  const near = likestShift(pcm, at, usual, Math.max(2, Math.round(usual * PITCH.steady)));
  if (near.like > PITCH.clear) return near.shift;
  const wide = likestShift(pcm, at, usual, Math.max(2, Math.round(usual * PITCH.flutter)));
  return wide.like > PITCH.voiced ? wide.shift : 0;
}

function likestShift(
  pcm: Int16Array,
  at: number,
  usual: number,
  slack: number,
): { readonly shift: number; readonly like: number } {
  let best = { shift: usual, like: -1 };
  for (let shift = usual - slack; shift <= usual + slack; shift++) {
    const like = alike(pcm, at, shift, usual);
    if (like > best.like) best = { shift, like };
  }
  return best;
}

function loudest(pcm: Int16Array, from: number, to: number): number {
  let best = from;
  for (let i = from; i < to; i++) if (pcm[i] > pcm[best]) best = i;
  return best;
}

/** The period a voice that speaks on one note has most of the time, in samples; 0 for one that has none. */
function usualPeriod(pcm: Int16Array, rateHz: number): number {
  const least = Math.floor(rateHz / PITCH.most);
  const most = Math.ceil(rateHz / PITCH.least);
  const votes = new Map<number, number>();
  const step = Math.max(most, Math.floor(pcm.length / PITCH.looks));
  for (let at = most; at + 2 * most < pcm.length; at += step) {
    const likes = Array.from({ length: most - least + 1 }, (_, i) => alike(pcm, at, least + i, most));
    if (Math.max(...likes) < PITCH.sure) continue;
    const period = least + likeliest(likes, least);
    votes.set(period, (votes.get(period) ?? 0) + 1);
  }
  let best = 0;
  for (const [period, count] of votes) if (count > (votes.get(best) ?? 0)) best = period;
  return best;
}

/** Two periods are as alike as one, and half a period nearly so in a deep voice: an octave down must be worth its price. */
function likeliest(likes: readonly number[], least: number): number {
  const worth = likes.map((like, i) => like - PITCH.octaveCost * Math.log2((least + i) / least));
  return worth.indexOf(Math.max(...worth));
}
