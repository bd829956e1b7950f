import { TICK_HZ } from '../world/limits.ts';
import type { Mind, Percept } from '../world/mind.ts';
import { slotOf } from '../world/slot-of.ts';
import { workAt } from '../world/works.ts';
import type { World } from '../world/world.ts';
import { mentions } from './column-words.ts';
import { answerCrowd } from './crowd-words.ts';
import { answerGraph, describeGraph } from './graphs.ts';
import { tellHeart } from './heart.ts';
import { type KnowledgeBase, tellFact } from './knowledge.ts';
import { withParticle } from './korean.ts';
import { tellWork } from './paint-job.ts';
import { answerPicture, describePicture, namesPicture } from './pictures.ts';
import { plainTalk } from './plain-talk.ts';
import { tellSeeming } from './seem.ts';
import { answerTable, describeTable } from './tables.ts';
import { tellWarmth } from './touched.ts';

/** Words that ask what something is. */
const WHAT_IS =
  /\b(what|who)('s| is| are)? (this|that|it|these|those|he|she)\b|\b(tell me|talk) (more )?about (this|that|it|him|her)\b|이게 뭐|이거 뭐|이건 뭐|저게 뭐|저건 뭐|저거 뭐|그건 뭐|무슨 그림|(이|저|그) (그림|사람|분)|누구예요|누구야|누군|이것 좀|설명/iu;

/** Words that ask who made a picture. */
const WHO_PAINTED =
  /\bwho (?:painted|made|drew|did)\b|\bwhose\b|누가 ?(?:그|만)|누구 ?(?:그림|작품)|그린 (?:사람|분)/iu;

/** Words that mean the table or graph in the guest's hands. */
const NAMES_HELD =
  /\b(?:this|the|my) (?:table|data|file|csv|graph|network)\b|(?:이|제|내) ?(?:표|데이터|자료|파일|그래프)/iu;

/** What is asked of the painting that is looked at and holds for all of them: the fact that answers it. */
const OF_A_WORK = [
  { fact: 'buy', find: /\b(?:cost|price|buy|for sale|worth)\b|\bhow much\b|얼마|가격|사고 싶|살 수/iu },
  { fact: 'whenPainted', find: /^(?:and )?when\b|언제 ?(?:그|만)|^언제/iu },
  { fact: 'duration', find: /^(?:and )?how long\b|얼마나 걸/iu },
] as const;

const FRESH_TICKS = 30 * TICK_HZ;

/** Longest answer that is said, characters. */
const ANSWER_MAX = 240;

/**
 * Answers what can be answered from what is meant or held out: "what is this?" with a thing looked or pointed
 * at, and questions about a table or graph. Undefined when none of them fits.
 *
 * @param sure true when a fact of the stage fits the words very well
 */
export function understand(
  world: World,
  percept: Percept,
  locale: 'en' | 'ko',
  knowledge: KnowledgeBase,
  personaId: string,
  sure = false,
): string | undefined {
  const { about, shown, text } = percept;
  const mind = world.social.minds[percept.performer];
  const plain = plainTalk(mind, percept.otherNetId, text, locale);
  if (plain) return plain;
  const heart = tellHeart(world.social.guestSenses[percept.other], world.tick, text, locale);
  if (heart) return heart;
  const seeming = tellSeeming(percept.mood, text, locale);
  if (seeming) return seeming;
  const warmth = tellWarmth(world.social.guestSenses[percept.other]?.celsius ?? Number.NaN, text, locale);
  if (warmth) return warmth;
  const crowd = answerCrowd(world.social.crowd, text, locale);
  if (crowd) return crowd;
  if (about && WHO_PAINTED.test(text) && about.kind === 'painting') {
    const told = tellPainter(world, percept, about, locale, knowledge, personaId);
    if (told) return told;
  }
  const asked = about?.kind === 'painting' ? OF_A_WORK.find(({ find }) => find.test(text)) : undefined;
  const of = asked && knowledge.byId(asked.fact);
  const known = of && tellFact(of, personaId)?.[locale];
  if (known) return known;
  if (about && WHAT_IS.test(text)) {
    const told = tellThing(world, percept, about, locale, knowledge, personaId);
    if (told) return told;
  }
  // What is surely known of the stage is no question about what was held out before, unless it names it.
  if (shown && !(sure && !namesShown(shown, text))) {
    const answer =
      shown.kind === 'table'
        ? answerTable(shown.table, text, locale, saidBefore(mind, percept.otherNetId))
        : shown.kind === 'graph'
          ? answerGraph(shown.graph, text, locale)
          : about
            ? undefined
            : answerPicture(shown.sight, text, locale, isFresh(world, percept));
    if (answer) return cut(answer);
  }
  return undefined;
}

/** What a guest said last before: a question about a table goes on from it. */
function saidBefore(mind: Mind | undefined, netId: number): string {
  return mind?.lines.findLast((line) => !line.own && line.netId === netId)?.text ?? '';
}

/** What was held out in the last half minute need not be named. */
function isFresh(world: World, { other }: Percept): boolean {
  const held = world.social.guestSenses[other]?.shown;
  return held !== undefined && world.tick - held.tick < FRESH_TICKS;
}

function namesShown(shown: NonNullable<Percept['shown']>, text: string): boolean {
  const lower = text.toLowerCase();
  if (shown.kind === 'picture') return namesPicture(text);
  if (NAMES_HELD.test(text)) return true;
  if (shown.kind === 'table') return shown.table.columns.some(({ name }) => mentions(text, name));
  const names = shown.kind === 'graph' ? shown.graph.nodes.map(({ id, label }) => label ?? id) : [];
  return names.some((name) => name.length > 1 && lower.includes(name.toLowerCase()));
}

/** What there is to say of the thing that a question is about; undefined when it is about none. */
export function tellMeant(
  world: World,
  percept: Percept,
  locale: 'en' | 'ko',
  knowledge: KnowledgeBase,
  personaId: string,
): string | undefined {
  const { about, text } = percept;
  return about && /[?？]/.test(text)
    ? tellThing(world, percept, about, locale, knowledge, personaId)
    : undefined;
}

/** What one says on being held something out. */
export function welcomeShown(shown: NonNullable<Percept['shown']>, locale: 'en' | 'ko'): string {
  if (shown.kind === 'table') return cut(describeTable(shown.table, locale));
  if (shown.kind === 'graph') return cut(describeGraph(shown.graph, locale));
  const wide = shown.width > shown.height * 1.15;
  const tall = shown.height > shown.width * 1.15;
  if (shown.sight) return cut(describePicture(shown.sight, locale));
  if (locale === 'ko')
    return `${wide ? '가로로 넓은' : tall ? '세로로 긴' : '네모반듯한'} 그림이네요. 오늘 제 작은 머리로는 안에 무엇이 있는지까지는 못 봐요.`;
  return `A ${wide ? 'wide' : tall ? 'tall' : 'square'} picture. My small mind of tonight cannot see what is in it.`;
}

/** Who painted what is looked at, and what it is. */
function tellPainter(
  world: World,
  percept: Percept,
  about: NonNullable<Percept['about']>,
  locale: 'en' | 'ko',
  knowledge: KnowledgeBase,
  personaId: string,
): string | undefined {
  const painter = knowledge.byId('painter');
  const who = painter && tellFact(painter, personaId)?.[locale];
  const what = tellThing(world, percept, about, locale, knowledge, personaId);
  return who && what ? cut(`${who.split(/(?<=[.!?])\s/u)[0]} ${what}`) : (what ?? who);
}

function tellThing(
  world: World,
  { otherNetId, performer }: Percept,
  about: NonNullable<Percept['about']>,
  locale: 'en' | 'ko',
  knowledge: KnowledgeBase,
  personaId: string,
): string | undefined {
  if (about.kind !== 'human') {
    const work = workAt(world.social.works, about.id);
    if (work) return tellWork(work, locale, otherNetId, world.humans.netId[performer]);
    // A lantern is like another: what is known of all of them is known of it.
    const fact = knowledge.about(about.id) ?? knowledge.about(about.id.replace(/\d+$/, ''));
    return fact && tellFact(fact, personaId)?.[locale];
  }
  const slot = slotOf(world, about.netId);
  if (slot < 0) return undefined;
  const name = world.social.names[slot][locale];
  const fact = knowledge.about(world.social.minds[slot]?.personaId ?? '');
  const more = fact && tellFact(fact, personaId)?.[locale];
  // Who is asked who she is does not point at herself as at somebody else.
  if (slot === performer)
    return locale === 'ko' ? `저요? 저는 ${withParticle(name, '예요')}.` : `Me? I am ${name}.`;
  const is = locale === 'ko' ? `저분은 ${withParticle(name, '예요')}.` : `That is ${name}.`;
  return more ? `${is} ${more}` : is;
}

function cut(text: string): string {
  return text.length <= ANSWER_MAX ? text : `${text.slice(0, ANSWER_MAX - 1)}…`;
}
