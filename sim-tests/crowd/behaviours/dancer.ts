import { type Behaviour, logNormal, PLAIN } from './behaviour.ts';
import { walkAbout } from './walk.ts';

/** Wears a body, gestures and claps; takes a few steps in between. */
export function dancer(): Behaviour {
  return {
    ...PLAIN,
    name: 'dancer',
    start(hands) {
      const walk = walkAbout(hands);
      const move = (): void => {
        const action = hands.actions[Math.floor(hands.random() * hands.actions.length)];
        if (walk.stands() && action !== undefined) hands.send('gesture', { action });
        else hands.send('applaud', {});
        hands.after(logNormal(hands.random, 2_500, 0.4), move);
      };
      hands.after(logNormal(hands.random, 2_500, 0.4), move);
    },
  };
}
