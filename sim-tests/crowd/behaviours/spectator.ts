import { type Behaviour, PLAIN, VIEW_MS, zipf } from './behaviour.ts';
import { createLook } from './look.ts';

/** Watches without a body; its camera strolls and looks at the places people love. */
export function spectator(): Behaviour {
  return {
    ...PLAIN,
    name: 'spectator',
    body: false,
    start(hands) {
      const look = createLook(hands);
      const angle = hands.random() * Math.PI * 2;
      let x = Math.sin(angle) * 12;
      let z = Math.cos(angle) * 12;
      let goal = zipf(hands.random, hands.spots) ?? { x: 0, z: 0 };
      hands.every(VIEW_MS, () => {
        if (hands.random() < 0.03) goal = zipf(hands.random, hands.spots) ?? goal;
        const metres = Math.max(0.1, Math.hypot(goal.x - x, goal.z - z));
        const dirX = (goal.x - x) / metres;
        const dirZ = (goal.z - z) / metres;
        // It comes no nearer than people do who want to see all of somebody.
        const step = metres > 7 ? 0.4 : 0;
        x += dirX * step;
        z += dirZ * step;
        look(x, z, dirX, dirZ);
      });
    },
  };
}
