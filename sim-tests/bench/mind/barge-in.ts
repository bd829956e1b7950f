import type { Mind, World } from '@troupe/server/world';
import { readScenes } from './moments.ts';
import { openScene, type Play, senseOf } from './play-moment.ts';

/** A guest begins to speak so many ticks after the performer has begun. */
const INTO_TICKS = [4, 9, 15, 22, 31, 40];
const BRAINS = ['offline', 'remote:bench'] as const;
/** Who speaks to whom in which scene, and a long line in each language. */
const TALKS = [
  ['row', 'tilda', 'min'],
  ['ring', 'kwame', 'joo'],
  ['eight', 'mei', 'sol'],
  ['groups', 'mei', 'ana'],
] as const;
const LINES = {
  en: 'The ones under the colonnade are mine. I begin with the weather of the planet and let the petals answer it.',
  ko: '회랑 아래 걸린 그림이 제 거예요. 행성의 날씨를 먼저 정하고, 꽃잎이 거기에 대답하게 해요.',
} as const;
const AFTER_TICKS = 100;

export interface BargeInReport {
  readonly ticks: number[];
  /** Cases in which what is remembered is exactly the words that were heard. */
  readonly exact: number;
  /** Cases in which she went on with what had been cut off, or somebody else's talk was stopped. */
  readonly wrong: number;
  readonly misses: string[];
}

/** A performer speaks, a guest begins to speak: when is she silent, and what does she remember of her line? */
export function benchBargeIn(): BargeInReport {
  const report: BargeInReport & { exact: number; wrong: number } = {
    ticks: [],
    exact: 0,
    wrong: 0,
    misses: [],
  };
  for (const talk of TALKS)
    for (const locale of ['en', 'ko'] as const)
      for (const brain of BRAINS) for (const into of INTO_TICKS) interrupt(report, talk, locale, brain, into);
  return report;
}

function interrupt(
  report: BargeInReport & { exact: number; wrong: number },
  [scene, who, to]: (typeof TALKS)[number],
  locale: 'en' | 'ko',
  brain: (typeof BRAINS)[number],
  into: number,
): void {
  const play = openScene(readScenes(), scene);
  const { world, stage } = play;
  const mind = world.social.minds[play.slots.get(who)!]!;
  const netId = world.humans.netId[play.slots.get(to)!];
  begin(play, mind, netId, LINES[locale], locale, brain);
  for (let i = 0; i < into; i++) stage.step();
  // Somebody else's talk, far enough away, must not be stopped.
  const other = scene === 'groups' ? world.social.minds[play.slots.get('tilda')!]! : undefined;
  if (other) other.speech = { ...mind.speech, toNetId: world.humans.netId[play.slots.get('min')!] };
  const { words, startTick } = mind.speech;
  const atTick = world.tick;
  stage.step(senseOf(play, to, 'voice', { vad: 'start', level: 0.5 }));
  let ticks = 1;
  while (world.tick < mind.speech.endTick && ticks < 100) {
    stage.step();
    ticks += 1;
  }
  report.ticks.push(ticks);
  const saidS = (atTick - startTick) / 20;
  const heard = words.filter(({ endS }) => endS <= saidS).length;
  const kept = mind.lines.filter(({ own, netId: one }) => own && one === netId).at(-1)?.text ?? '';
  const full = LINES[locale];
  // The word that was being said may count or not; no more and no less.
  const fair = [heard, heard + 1].map((n) => (n === 0 ? '' : full.slice(0, words[n - 1]?.to)));
  const exact = fair.some((text) => text === kept || `${text}.` === kept);
  const name = `${scene} ${locale} ${brain} at ${into}`;
  if (exact) report.exact += 1;
  else report.misses.push(`${name}: heard "${fair[0]}", keeps "${kept}"`);
  if (other && world.tick >= other.speech.endTick) {
    report.wrong += 1;
    report.misses.push(`${name}: somebody else's talk was stopped`);
  }
  if (!goesQuiet(play, mind, netId, full, kept, brain)) {
    report.wrong += 1;
    report.misses.push(
      `${name}: goes on with what was cut off, or a brain outside is told more than was heard`,
    );
  }
}

/** Has a performer begin a long line, by her own mind or by a brain outside. */
function begin(
  play: Play,
  mind: Mind,
  netId: number,
  text: string,
  locale: 'en' | 'ko',
  brain: (typeof BRAINS)[number],
): void {
  const { world, stage } = play;
  if (brain === 'offline') {
    const reply = { dueTick: world.tick, toNetId: netId, text, locale, face: 'relaxed' as const };
    mind.replies.push({ ...reply, action: '', walk: '', brain });
  } else {
    stage.step({ type: 'brain', name: brain });
    stage.step({ type: 'say', netId, text: `${nameIn(world, mind, locale)}, ${ASKS[locale]}`, locale });
    const { id } = mind.thinking!;
    const rest = [text, 'This must never be said.', 'Nor this.'];
    for (const one of rest)
      stage.step({ type: 'thought', id, brain, step: { kind: 'sentence', text: one, locale } });
  }
  for (let i = 0; i < 100 && mind.speech.text !== text; i++) stage.step();
  if (mind.speech.text !== text) throw new Error('bargein: the performer never began to speak');
}

const ASKS = { en: 'tell me about your work?', ko: '작업 이야기 좀 해 주세요?' } as const;

function nameIn(world: World, mind: Mind, locale: 'en' | 'ko'): string {
  return world.social.names[world.social.minds.indexOf(mind)][locale];
}

/** Nothing of the old answer comes later, and the next thought is told what was heard, no more. */
function goesQuiet(
  { world, stage, slots }: Play,
  mind: Mind,
  netId: number,
  full: string,
  kept: string,
  brain: string,
): boolean {
  const slot = world.social.minds.indexOf(mind);
  for (let i = 0; i < AFTER_TICKS; i++) {
    stage.step();
    const said = world.social.events.find(
      (one) => one.kind === 'say' && one.netId === world.humans.netId[slot],
    );
    if (said && (said.text === full || /must never|Nor this/.test(said.text))) return false;
  }
  if (brain === 'offline') return true;
  const who = [...slots].find(([, one]) => world.humans.netId[one] === netId)![0];
  stage.step(senseOf({ world, slots }, who, 'voice', { vad: 'end' }));
  stage.step({ type: 'say', netId, text: `${nameIn(world, mind, 'en')}, go on?`, locale: 'en' });
  const told = world.social.thoughts.asks[0]?.lines.filter(({ own }) => own).map(({ text }) => text) ?? [];
  return kept === '' ? !told.includes(full) : told.includes(kept) && !told.includes(full);
}
