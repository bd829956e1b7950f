// CONTRIBUTOR NOTES
// After the reflections of generative agents (Park et al. 2023): when enough has been told, a performer looks back on what it
// remembers of a guest and keeps what it comes to. Here rules find what several memories have in common; a brain outside may
// put it into one sentence of its own, asked for outside the tick like everything that it thinks, and refused like it.
import { TICK_HZ } from '../world/limits.ts';
import type { Memory } from '../world/memories.ts';
import type { Mind } from '../world/mind.ts';
import {
  addReflection,
  REFLECTION_LIMITS,
  type Reflection,
  type ReflectionTone,
} from '../world/reflections.ts';
import { slotOf } from '../world/slot-of.ts';
import { THOUGHT_LIMITS } from '../world/thoughts.ts';
import type { World } from '../world/world.ts';
import { withParticle } from './korean.ts';
import { themeById, themeOf } from './themes.ts';
import { noteDecision } from './why.ts';

const REFLECT = {
  /** Looked at so often, and not before so much has been told since (sum of importance). */
  everyTicks: 10 * TICK_HZ,
  newsLeast: 12,
  /** Memories of one theme that make a thought. */
  memoriesLeast: 2,
  /** A brain outside is waited for so long. */
  waitTicks: 25 * TICK_HZ,
  importance: 5,
} as const;
/** A theme of a day is told when so many guests touched upon it: what fewer said is theirs. */
const DAY_GUESTS_LEAST = 3;

/** Looks back when it is time to, and takes what a brain outside makes of it. */
export function reflect(world: World, mind: Mind, slot: number): void {
  takeThought(world, mind);
  if ((world.tick + slot * 7) % REFLECT.everyTicks !== 0 || mind.news.length === 0) return;
  // One guest at a time: the one who told most.
  const most = mind.news.reduce((a, b) => (b.weight > a.weight ? b : a));
  if (most.weight < REFLECT.newsLeast) return;
  mind.news = mind.news.filter((one) => one !== most);
  const guest = slotOf(world, most.netId);
  if (guest < 0) return;
  const found = findReflections(mind.memories.filter(({ netId }) => netId === most.netId));
  for (const one of found) keep(world, mind, most.netId, guest, one);
  if (found.length > 0) askOutside(world, mind, slot, most.netId, guest, found);
}

/** Something new was told: it weighs by its importance, and touches a theme of the day. */
export function noteNews(mind: Mind, netId: number, memory: Memory): void {
  const known = mind.news.find((one) => one.netId === netId);
  if (known) known.weight += memory.importance;
  else mind.news.push({ netId, weight: memory.importance });
  const theme = themeOf(memory.value)?.id;
  if (!theme || mind.touched.some((one) => one.netId === netId && one.theme === theme)) return;
  if (mind.touched.length >= REFLECTION_LIMITS.touchedMax) mind.touched.shift();
  mind.touched.push({ netId, theme });
}

/** What several memories have in common, most important first. */
export function findReflections(memories: readonly Memory[]): Reflection[] {
  const groups = new Map<string, { tone: ReflectionTone; own: Memory[] }>();
  for (const memory of memories) {
    const tone = toneOf(memory);
    const theme = tone && themeOf(memory.value)?.id;
    if (!theme) continue;
    const key = `${theme} ${tone === 'wary'}`;
    const group = groups.get(key);
    if (group) group.own.push(memory);
    else groups.set(key, { tone, own: [memory] });
  }
  const found: Reflection[] = [];
  for (const [key, { own }] of groups) {
    if (own.length < REFLECT.memoriesLeast) continue;
    const tone = own.some((one) => toneOf(one) === 'wary')
      ? 'wary'
      : own.some((one) => toneOf(one) === 'drawn')
        ? 'drawn'
        : 'busy';
    const of = [...new Set(own.map(({ value }) => value))].slice(-REFLECTION_LIMITS.ofMax);
    const importance = Math.min(10, REFLECT.importance + own.length);
    const [theme] = key.split(' ');
    found.push({ theme, tone, of, text: '', importance, daysAgo: 0, brain: 'offline' });
  }
  return found.sort((a, b) => b.importance - a.importance);
}

function toneOf({ kind }: Memory): ReflectionTone | undefined {
  if (kind === 'likes') return 'drawn';
  if (kind === 'dislikes') return 'wary';
  return kind === 'name' || kind === 'shown' ? undefined : 'busy';
}

function keep(world: World, mind: Mind, netId: number, guest: number, reflection: Reflection): void {
  const same = mind.reflections.some(
    (one) =>
      one.netId === netId &&
      one.theme === reflection.theme &&
      `${one.of}` === `${reflection.of}` &&
      one.text === reflection.text,
  );
  if (same) return;
  addReflection(mind, netId, reflection);
  const { reflections, remember } = world.social.memory;
  if (remember[guest] && reflections.length < REFLECTION_LIMITS.notesMax)
    reflections.push({ ...reflection, netId, personaId: mind.personaId });
  noteDecision(world, mind, {
    kind: 'reflect',
    chosen: reflection.theme || 'in its own words',
    otherNetId: netId,
    percepts: [`told enough to look back (${reflection.of.length} memories)`],
    memories: [reflectionWords(reflection, 'en'), ...reflection.of],
    brain: reflection.brain,
  });
}

/** Asks a brain outside to put it into a sentence; whatever does not come is not missed. */
function askOutside(
  world: World,
  mind: Mind,
  slot: number,
  netId: number,
  guest: number,
  found: readonly Reflection[],
): void {
  const { thoughts, names, locales } = world.social;
  if (thoughts.brain === '' || mind.reflecting || thoughts.asks.length >= THOUGHT_LIMITS.asksMax) return;
  thoughts.lastId += 1;
  mind.reflecting = { id: thoughts.lastId, netId, sinceTick: world.tick };
  const locale = locales[guest];
  thoughts.asks.push({
    id: thoughts.lastId,
    purpose: 'reflect',
    performerNetId: world.humans.netId[slot],
    personaId: mind.personaId,
    selfName: names[slot][locale],
    guestName: names[guest].en,
    others: [],
    text: '',
    locale,
    notes: [
      ...mind.memories.filter((one) => one.netId === netId).map(({ kind, value }) => `${kind}: ${value}`),
      ...found.map((one) => reflectionWords(one, 'en')),
    ],
    pictureKey: '',
    lines: [],
  });
}

function takeThought(world: World, mind: Mind): void {
  const { reflecting } = mind;
  if (!reflecting) return;
  for (const { id, brain, step } of world.social.thoughts.answers) {
    if (id !== reflecting.id || mind.reflecting !== reflecting) continue;
    if (step.kind === 'sentence') {
      const guest = slotOf(world, reflecting.netId);
      mind.reflecting = undefined;
      const text = step.text.slice(0, REFLECTION_LIMITS.textMax);
      const thought = { theme: '', tone: 'free', of: [], text, importance: 7, daysAgo: 0, brain } as const;
      if (guest >= 0) keep(world, mind, reflecting.netId, guest, thought);
    } else if (step.kind !== 'tool') mind.reflecting = undefined;
    else world.counters.toolsRefused += 1;
  }
  if (mind.reflecting && world.tick - reflecting.sinceTick > REFLECT.waitTicks) mind.reflecting = undefined;
}

/** What is thought of a guest, as it is said to it. */
export function reflectionWords({ theme, tone, of, text }: Reflection, locale: 'en' | 'ko'): string {
  const known = themeById(theme);
  if (tone === 'free' || !known) return text;
  const { en, ko } = known;
  if (locale === 'ko') {
    const list = of.join(', ');
    if (tone === 'wary')
      return `${withParticle(ko, '은')} 썩 반기지 않으시는 것 같아요. ${list} 이야기를 하셨죠.`;
    return tone === 'drawn'
      ? `${ko}에 마음이 가시는 것 같아요. ${list} 이야기를 하셨잖아요.`
      : `${withParticle(ko, '이')} 곁에 있는 분 같아요. ${list} 이야기를 하셨잖아요.`;
  }
  const list = of.length > 1 ? `${of.slice(0, -1).join(', ')} and ${of.at(-1)}` : of[0];
  if (tone === 'wary') return `I think ${en} is not for you: ${list}.`;
  return tone === 'drawn'
    ? `I think you are drawn to ${en}: ${list}.`
    : `I think ${en} is much of your life: ${list}.`;
}

/** What the day was about: a theme that several guests touched upon, and how many; never who. */
export function themeOfDay(mind: Mind): { readonly theme: string; readonly guests: number } | undefined {
  const counts = new Map<string, number>();
  for (const { theme } of mind.touched) counts.set(theme, (counts.get(theme) ?? 0) + 1);
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return best && best[1] >= DAY_GUESTS_LEAST ? { theme: best[0], guests: best[1] } : undefined;
}

/** The day in a sentence. */
export function dayWords(mind: Mind, locale: 'en' | 'ko'): string {
  const day = themeOfDay(mind);
  const theme = day && themeById(day.theme);
  if (!theme)
    return locale === 'ko'
      ? '오늘은 저마다 다른 이야기를 했어요. 누가 무슨 말을 했는지는 저만 간직할게요.'
      : 'Everybody spoke of something else tonight, and who said what I keep to myself.';
  return locale === 'ko'
    ? `오늘은 ${theme.ko} 이야기를 한 분이 ${day.guests}분이에요. 누구인지는 저만 간직할게요.`
    : `${day.guests} guests spoke of ${theme.en} tonight. Who, I keep to myself.`;
}
