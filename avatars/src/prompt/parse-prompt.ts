// CONTRIBUTOR NOTES
// No language model: a lexicon of synonyms, a chain of Korean endings, clauses cut at connectives, and one head (what is
// done) a clause with its modifiers. A word nobody knows is a problem with its place, never dropped in silence: the
// creator would take what is played for what was asked. Adverbs that only colour (-ly, -게) are told in `ignored`.

import type { Meaning } from './lexicon.ts';
import type {
  MotionCatalogue,
  MotionPlan,
  PlanStep,
  PromptProblem,
  PromptResult,
  Span,
} from './motion-plan.ts';
import { nearestNames } from './nearest.ts';
import { type Item, readWords } from './read-words.ts';

export const PROMPT_DEFAULTS = {
  charactersMax: 400,
  stepsMax: 24,
  walkM: 2,
  stepM: 0.7,
  waitS: 1.5,
  lookS: 2,
  countMax: 10,
  distanceMaxM: 40,
  secondsMax: 120,
} as const;

interface Clause {
  readonly head: Item | undefined;
  readonly words: Item[];
  together: boolean;
}

/**
 * Turns a prompt in Korean or English (or both) into a plan of what the model can do, or says what it cannot.
 *
 * @example parsePrompt('a slow turn, then a small bow', catalogue) // turn(360 deg, tempo 0.65); bow(size 0.65)
 */
export function parsePrompt(text: string, catalogue: MotionCatalogue): PromptResult {
  if (text.length > PROMPT_DEFAULTS.charactersMax) {
    const message = `a prompt has at most ${PROMPT_DEFAULTS.charactersMax} characters, this one ${text.length}; make it two`;
    return {
      ok: false,
      problems: [{ code: 'long', word: '', span: [0, text.length], nearest: [], message }],
    };
  }
  const items = readWords(text.normalize('NFC'), catalogue);
  const problems: PromptProblem[] = [];
  const ignored: { word: string; span: Span }[] = [];
  const known = items.filter((item) => {
    if (item.meaning) return true;
    if (isColour(item)) ignored.push({ word: item.text, span: [item.from, item.to] });
    else problems.push(unknown(item, catalogue));
    return false;
  });
  for (const item of known)
    if (item.meaning?.is === 'cannot') problems.push(cannot(item, item.meaning.nearest, catalogue));
  const steps: PlanStep[] = [];
  for (const clause of mergeClauses(cutClauses(known))) {
    if (clause.head?.meaning?.is === 'cannot') continue;
    const made = stepOf(clause, catalogue, problems);
    if (made) steps.push(made);
  }
  if (problems.length > 0) return { ok: false, problems: problems.sort((a, b) => a.span[0] - b.span[0]) };
  if (steps.length === 0) return { ok: false, problems: [empty(text, catalogue)] };
  const plan: MotionPlan = { text, steps: steps.slice(0, PROMPT_DEFAULTS.stepsMax), ignored };
  return { ok: true, plan };
}

const isHead = (item: Item): boolean =>
  /^(action|clip|walk|turn|look|wait|cannot)$/.test(item.meaning?.is ?? '');

/** Manner adverbs nobody keeps a list of: "gracefully", "멋들어지게". */
function isColour(item: Item): boolean {
  return item.korean ? /(?:게|스레|히)$/.test(item.text) && item.text.length > 1 : /ly$/i.test(item.text);
}

function cutClauses(items: readonly Item[]): Clause[] {
  const clauses: Clause[] = [];
  let words: Item[] = [];
  let head: Item | undefined;
  let together = false;
  const close = (next: boolean): void => {
    if (words.length > 0) clauses.push({ head, words, together });
    words = [];
    head = undefined;
    together = next;
  };
  for (const item of items) {
    const is = item.meaning?.is;
    if (is === 'then' || (is === 'and' && !item.korean)) {
      if (head || is === 'then') close(false);
      continue;
    }
    if (is === 'while') {
      close(true);
      continue;
    }
    if (item.afterComma && head) close(false);
    if (isHead(item) && head && !sameDeed(head, item)) {
      const moved = item.korean || item.going ? [] : looseBefore(words);
      close(item.going);
      words.push(...moved);
    }
    if (isHead(item) && (!head || rank(item) >= rank(head))) head = item;
    words.push(item);
    if (isHead(item) && item.join) close(item.join === 'while');
  }
  close(false);
  return clauses;
}

/** Two heads that tell one deed: "take a turn", "걸어서 가", "한 바퀴 돌아", "인사하며 춤" are two. */
function sameDeed(a: Item, b: Item): boolean {
  const [x, y] = [a.meaning!, b.meaning!];
  if (x.is === y.is && x.is !== 'action' && x.is !== 'clip' && x.is !== 'cannot')
    return a.korean === b.korean;
  return false;
}

function rank(item: Item): number {
  return item.meaning?.is === 'turn' && item.meaning.angleDeg ? 2 : 1;
}

/** Adjectives that stand right before the next head belong to it: "a bow a slow turn". */
function looseBefore(words: Item[]): Item[] {
  const moved: Item[] = [];
  while (words.length > 0 && /^(tempo|size|degree|style|nothing)$/.test(words.at(-1)?.meaning?.is ?? '')) {
    if (words.at(-1)!.text.endsWith('ly')) break;
    moved.unshift(words.pop()!);
  }
  return moved;
}

/** Clauses without anything to do are modifiers of a neighbour: "slowly, then bow" or "walk, proudly". */
function mergeClauses(clauses: Clause[]): Clause[] {
  const merged: Clause[] = [];
  let waiting: Item[] = [];
  for (const clause of clauses) {
    const moves = clause.words.some(({ meaning }) => meaning?.is === 'place' || meaning?.is === 'direction');
    if (!clause.head && !moves) {
      const said = clause.words.filter(({ meaning }) => meaning?.is !== 'nothing');
      const before = merged.at(-1);
      if (before && !said.some(({ korean }) => korean)) before.words.push(...said);
      else waiting.push(...said);
      continue;
    }
    merged.push({ ...clause, words: [...waiting, ...clause.words] });
    waiting = [];
  }
  if (waiting.length > 0) merged.at(-1)?.words.push(...waiting);
  if (merged[0]) merged[0].together = false;
  return merged;
}

interface Modifiers {
  style: string;
  tempo: number;
  size: number;
  count: number;
  hand: string;
  turnDeg: number | undefined;
  place: string;
  angleDeg: number | undefined;
  distanceM: number | undefined;
  seconds: number | undefined;
}

function stepOf(clause: Clause, catalogue: MotionCatalogue, problems: PromptProblem[]): PlanStep | undefined {
  const m = modifiersOf(clause.words, catalogue, problems);
  const span: Span = [clause.words[0].from, clause.words.at(-1)!.to];
  const { style, count, together } = { ...m, together: clause.together };
  const base = { style, tempo: m.tempo, size: m.size, count, together, span };
  const meaning = clause.head?.meaning ?? { is: 'walk' as const };
  if (meaning.is === 'action') {
    const action = resolveAction(meaning.names, m.hand, m.size, catalogue);
    if (action) return { ...base, do: 'action', action, to: m.place };
    problems.push(cannot(clause.head!, meaning.names, catalogue));
    return undefined;
  }
  if (meaning.is === 'clip') return { ...base, do: 'clip', clip: meaning.name };
  if (meaning.is === 'turn') {
    const given =
      m.angleDeg !== undefined && m.turnDeg !== undefined
        ? Math.sign(m.turnDeg || 1) * m.angleDeg
        : m.angleDeg;
    const side = m.turnDeg === 180 || m.turnDeg === undefined ? 1 : Math.sign(m.turnDeg);
    const angleDeg = given ?? (meaning.angleDeg ? side * meaning.angleDeg : (m.turnDeg ?? 360));
    return { ...base, do: 'turn', to: m.place, angleDeg: m.place ? 0 : angleDeg };
  }
  if (meaning.is === 'look')
    return {
      ...base,
      do: 'look',
      to: m.place || lookSide(m.turnDeg),
      seconds: m.seconds ?? PROMPT_DEFAULTS.lookS,
    };
  if (meaning.is === 'wait') return { ...base, do: 'wait', seconds: m.seconds ?? PROMPT_DEFAULTS.waitS };
  const own = meaning.is === 'walk' ? (meaning.tempo ?? 1) : 1;
  const seconds = m.seconds ? m.seconds * 1.05 * m.tempo * own : undefined;
  const distanceM = m.place ? 0 : (m.distanceM ?? seconds ?? PROMPT_DEFAULTS.walkM);
  return {
    ...base,
    tempo: base.tempo * own,
    do: 'walk',
    to: m.place,
    turnDeg: m.place ? 0 : (m.turnDeg ?? 0),
    distanceM,
  };
}

const lookSide = (turnDeg: number | undefined): string =>
  turnDeg === 90 ? 'left' : turnDeg === -90 ? 'right' : turnDeg === 180 ? 'behind' : 'ahead';

function modifiersOf(
  words: readonly Item[],
  catalogue: MotionCatalogue,
  problems: PromptProblem[],
): Modifiers {
  const m: Modifiers = {
    style: '',
    tempo: 1,
    size: 1,
    count: 1,
    hand: '',
    turnDeg: undefined,
    place: '',
    angleDeg: undefined,
    distanceM: undefined,
    seconds: undefined,
  };
  let number: number | undefined;
  let degree = 1;
  for (const item of words) {
    const { meaning } = item;
    if (!meaning) continue;
    if (meaning.is === 'number') number = meaning.value;
    else if (meaning.is === 'degree') degree = meaning.value;
    else if (meaning.is === 'tempo' || meaning.is === 'size') {
      m[meaning.is] = Math.round((1 + (meaning.value - 1) * degree) * 100) / 100;
      degree = 1;
    } else if (meaning.is === 'unit') {
      measure(m, meaning, number);
      number = undefined;
    } else if (meaning.is === 'walk' && number !== undefined && /step|pace|걸음/.test(item.text)) {
      m.distanceM = number * PROMPT_DEFAULTS.stepM;
      number = undefined;
    } else modify(m, meaning, item, catalogue, problems);
  }
  return m;
}

function measure(m: Modifiers, meaning: Extract<Meaning, { is: 'unit' }>, number: number | undefined): void {
  const d = PROMPT_DEFAULTS;
  const value = number ?? 1;
  if (meaning.unit === 'degree') m.angleDeg = Math.min(1080, value);
  else if (meaning.unit === 'turn') m.angleDeg = Math.min(1080, value * 360);
  else if (meaning.unit === 'metre') m.distanceM = Math.min(d.distanceMaxM, value);
  else if (meaning.unit === 'step') m.distanceM = Math.min(d.distanceMaxM, value * d.stepM);
  else if (meaning.unit === 'second') m.seconds = Math.min(d.secondsMax, number ?? d.waitS);
  else m.count = Math.max(1, Math.min(d.countMax, Math.round(value)));
}

function modify(
  m: Modifiers,
  meaning: Meaning,
  item: Item,
  catalogue: MotionCatalogue,
  problems: PromptProblem[],
): void {
  if (meaning.is === 'count') m.count = Math.min(PROMPT_DEFAULTS.countMax, meaning.value);
  else if (meaning.is === 'hand') m.hand = meaning.hand;
  else if (meaning.is === 'direction') m.turnDeg = meaning.turnDeg;
  else if (meaning.is === 'style') {
    const name = meaning.names.find((candidate) => catalogue.styles.includes(candidate));
    if (name) m.style = name;
    else problems.push(cannot(item, meaning.near ?? catalogue.styles, catalogue));
  } else if (meaning.is === 'place') {
    const name = meaning.names.find(
      (candidate) => candidate === 'guests' || catalogue.places.includes(candidate),
    );
    if (name) m.place = name;
    else problems.push(cannot(item, ['guests', ...catalogue.places], catalogue));
  }
}

/**
 * Full name of the first action that the model has: with the hand asked for, larger where it has such. An action that
 * knows sides but not the one asked for is none; a hand says nothing to one without sides.
 */
function resolveAction(
  names: readonly string[],
  hand: string,
  size: number,
  { actions }: MotionCatalogue,
): string | undefined {
  const has = (full: string): boolean => actions.some((action) => action.name === full);
  const larger =
    size > 1.2 ? names.flatMap((name) => [`${name}High`, ...(name === 'bow' ? ['courtBow'] : [])]) : [];
  for (const name of [...larger, ...names]) {
    const sides = ['Right', 'Both', 'Left'].filter((side) => has(name + side));
    if (hand && sides.includes(hand)) return name + hand;
    if (has(name)) return name;
    if (sides.length > 0) return hand ? undefined : name + sides[0];
  }
  return undefined;
}

function cannot(item: Item, wanted: readonly string[], catalogue: MotionCatalogue): PromptProblem {
  const nearest = nearestNames(item.text, wanted, catalogue);
  const message = `"${item.text}" (characters ${item.from + 1} to ${item.to}): cannot; nearest: ${nearest.join(', ')}`;
  return { code: 'cannot', word: item.text, span: [item.from, item.to], nearest, message };
}

function unknown(item: Item, catalogue: MotionCatalogue): PromptProblem {
  const nearest = nearestNames(item.text, [], catalogue);
  const message = `"${item.text}" (characters ${item.from + 1} to ${item.to}): not understood; perhaps: ${nearest.join(', ')}`;
  return { code: 'unknown', word: item.text, span: [item.from, item.to], nearest, message };
}

function empty(text: string, catalogue: MotionCatalogue): PromptProblem {
  const nearest = nearestNames('', [], catalogue);
  const message = `nothing to do in "${text}"; say what is done, e.g. ${nearest.join(', ')}`;
  return { code: 'empty', word: text, span: [0, text.length], nearest, message };
}
