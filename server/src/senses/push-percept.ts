import { MIND_LIMITS, type Percept } from '../world/mind.ts';

/** Adds a percept while there is room in this tick. */
export function pushPercept(percepts: Percept[], percept: Percept): void {
  if (percepts.length < MIND_LIMITS.perceptsMax) percepts.push(percept);
}
