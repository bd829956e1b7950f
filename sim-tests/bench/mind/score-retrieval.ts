import { chooseSource, extractMemories, rankMemories } from '@troupe/server/brain';
import { addMemory, createMind } from '@troupe/server/world';
import { knowledge, personas } from './mind-stage.ts';
import { type Part, readRetrieval } from './moments.ts';
import type { Scored } from './score-moments.ts';

const GUEST = 7;
const tilda = personas.get('tilda')!;
const isKorean = (text: string): boolean => /[가-힣]/.test(text);

/** Every question asked: what is answered from (facts and topics), and which memory comes first. */
export function scoreRetrieval(part: Part): Scored[] {
  const { facts, memories } = readRetrieval(part);
  const known = new Set(knowledge.ids);
  const scored: Scored[] = facts.map(({ id, ask, find }) => {
    if (find !== 'none' && !find.startsWith('topic:') && !known.has(find))
      throw new Error(`retrieval ${id}: there is no fact ${find}`);
    const source = chooseSource(tilda, knowledge, ask);
    const found = !source ? 'none' : source.kind === 'fact' ? source.fact.id : `topic:${source.topic.id}`;
    const category = find === 'none' ? 'unknown' : find.startsWith('topic:') ? 'topic' : 'fact';
    return {
      id,
      part,
      category,
      language: isKorean(ask) ? 'ko' : 'en',
      ok: found === find,
      wanted: find,
      found,
      moment: ask,
    };
  });
  return [...scored, ...memories.flatMap((set) => scoreMemories(part, set))];
}

function scoreMemories(
  part: Part,
  { told, asks }: ReturnType<typeof readRetrieval>['memories'][number],
): Scored[] {
  const mind = createMind('tilda', 1);
  const values = told.map((text) => {
    const found = extractMemories(text);
    for (const memory of found) addMemory(mind, GUEST, memory);
    return found.map(({ value }) => value);
  });
  return asks.map(({ id, ask, find }) => {
    const best = rankMemories(mind, GUEST, ask)[0]?.value ?? '';
    return {
      id,
      part,
      category: 'memory',
      language: isKorean(ask) ? 'ko' : 'en',
      ok: values[find]?.includes(best) ?? false,
      wanted: values[find]?.join(' / ') || `(not remembered) ${told[find]}`,
      found: best,
      moment: ask,
    };
  });
}
