import { DECISION_LIMITS, type Decision } from '../world/decision.ts';
import type { Mind, Percept } from '../world/mind.ts';
import type { World } from '../world/world.ts';

/** Keeps why something was done; the oldest gives way. */
export function noteDecision(
  world: World,
  mind: Mind,
  decision: Pick<Decision, 'kind' | 'chosen' | 'brain'> &
    Partial<Pick<Decision, 'scores' | 'percepts' | 'otherNetId' | 'memories'>>,
): void {
  if (mind.decisions.length >= DECISION_LIMITS.keptMax) mind.decisions.shift();
  mind.lastDecision += 1;
  const { kind, chosen, brain, scores = [], percepts = [], otherNetId = 0, memories = [] } = decision;
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  const { pleasure, arousal, dominance } = mind.mood;
  mind.decisions.push({
    id: mind.lastDecision,
    tick: world.tick,
    kind,
    chosen,
    brain,
    scores: [...scores]
      .sort((a, b) => b.score - a.score)
      .slice(0, DECISION_LIMITS.scoresMax)
      .map(({ id, score }) => ({ id, score: round(score) })),
    percepts: percepts.slice(0, DECISION_LIMITS.perceptsMax),
    otherNetId,
    memories: memories.slice(0, DECISION_LIMITS.memoriesMax),
    mood: { pleasure: round(pleasure), arousal: round(arousal), dominance: round(dominance) },
  });
}

/** A percept in a few words, with its evidence. */
export function perceptWords({
  kind,
  text,
  addressed,
  about,
  mood,
  shown,
  evidence = [],
  speedMps,
}: Percept): string[] {
  const words = [`${kind}${text ? ` "${text.slice(0, 80)}"` : ''}${addressed ? ' to me' : ''}`];
  if (about) words.push(`about ${about.kind} ${about.id || about.netId}`);
  if (shown) words.push(`holds out a ${shown.kind}`);
  if (speedMps > 0) words.push(`at ${speedMps.toFixed(1)} m/s`);
  if (mood)
    words.push(
      `seems ${mood.valence > 0.2 ? 'glad' : mood.valence < -0.2 ? 'unhappy' : 'even'}${mood.conflict ? ', signs disagree' : ''}`,
    );
  if (evidence.length > 0)
    words.push(
      `because ${evidence.map(({ m, conf, agoTicks }) => `${m} ${Math.round(conf * 100)} % ${agoTicks > 0 ? `${(agoTicks / 20).toFixed(1)} s ago` : 'now'}`).join(', ')}`,
    );
  return words;
}
