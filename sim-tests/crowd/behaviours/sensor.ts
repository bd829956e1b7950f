import { type Behaviour, type BotHands, PLAIN } from './behaviour.ts';
import { walkAbout } from './walk.ts';

const HEART_MS = 1_000;
const GAZE_MS = 500;

/** Wears a heart-rate strap and an eye tracker: what it feels goes to the stage as sense events. */
export function sensor(): Behaviour {
  let events = 0;
  const sense = (hands: BotHands, m: string, data: unknown): void => {
    events += 1;
    const id = `${hands.netId}-${events.toString(36)}`;
    hands.send('sense', { v: 1, id, m, t0: Math.max(0, Math.round(hands.stageMs())), data });
  };
  return {
    ...PLAIN,
    name: 'sensor',
    start(hands) {
      walkAbout(hands);
      let bpm = 62 + hands.random() * 25;
      hands.every(HEART_MS, () => {
        bpm = Math.min(150, Math.max(50, bpm + (hands.random() - 0.5) * 4));
        sense(hands, 'bio', { kind: 'heartRate', unit: 'bpm', rateHz: 1, samples: [Math.round(bpm)] });
      });
      hands.every(GAZE_MS, () => {
        const yaw = hands.own?.yaw ?? 0;
        const origin = [hands.own?.x ?? 0, 1.6, hands.own?.z ?? 0];
        sense(hands, 'gaze', { origin, dir: [Math.sin(yaw), 0, Math.cos(yaw)] });
      });
    },
  };
}
