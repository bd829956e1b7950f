import { type Behaviour, logNormal, PLAIN } from './behaviour.ts';
import { walkAbout } from './walk.ts';

/** A guest on a train: the connection breaks every few seconds and is resumed. */
export function flapper(): Behaviour {
  return {
    ...PLAIN,
    name: 'flapper',
    start(hands) {
      walkAbout(hands);
      const flap = (): void => {
        hands.cut();
        hands.after(2_000 + logNormal(hands.random, 5_000, 0.4), flap);
      };
      hands.after(logNormal(hands.random, 5_000, 0.4), flap);
    },
  };
}
