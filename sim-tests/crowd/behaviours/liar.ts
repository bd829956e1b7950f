import { type Behaviour, type BotHands, PLAIN } from './behaviour.ts';

const LIE_MS = 500;
/** Colyseus closes with this what fails its check. */
const REFUSED = 4_002;

/** Says what cannot be: other people's ids, old ticks, speeds beyond any human. Now and then something malformed. */
export function liar(): Behaviour {
  let seq = 1;
  const lies: readonly ((hands: BotHands) => void)[] = [
    // A wish may be 1 long: both axes at once, a hundred times in a row, must not make anybody faster.
    (hands) => {
      for (let i = 0; i < 8; i++) hands.send('input', { seq: seq++, moveX: 1, moveZ: 1, hurry: true });
    },
    (hands) => hands.send('input', { seq: 1, moveX: -1, moveZ: 0, hurry: true }),
    (hands) => hands.send('input', { seq: 2_000_000_000, moveX: 1, moveZ: 0, hurry: true }),
    (hands) => hands.send('view', { x: 999, z: -999, dirX: 1, dirZ: 1 }),
    (hands) => hands.send('gesture', { action: '__proto__' }),
    (hands) => hands.send('stats', { lateFrames: 0, receivedBytes: 9e12, orphanDeltas: 5e9 }),
    (hands) => hands.send('sense', { v: 1, id: 'x', m: 'scene', t0: 0, data: { what: 'fire' } }),
    (hands) =>
      hands.send('sense', {
        v: 1,
        id: 'y',
        m: 'bio',
        t0: hands.stageMs() + 1e6,
        data: { kind: 'heartRate' },
      }),
  ];
  return {
    ...PLAIN,
    name: 'liar',
    apart: true,
    expectedCloses: [REFUSED],
    start(hands) {
      hands.every(LIE_MS, () => {
        hands.count('lies_told');
        if (hands.random() < 0.02) hands.sendRaw('input', { seq: -1, moveX: 50, moveZ: 'far', hurry: 3 });
        else lies[Math.floor(hands.random() * lies.length)](hands);
      });
    },
  };
}
