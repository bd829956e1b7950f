import { type Behaviour, PLAIN } from './behaviour.ts';
import { walkAbout } from './walk.ts';

/** Wears a body and walks from place to place. */
export function walker(): Behaviour {
  return {
    ...PLAIN,
    name: 'walker',
    start(hands) {
      walkAbout(hands);
    },
  };
}
