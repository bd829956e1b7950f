import { describe, expect, test } from 'vitest';
import { meet } from './meet.fixtures.ts';

/** A guest two metres away speaks so loud; what she then wants. */
function spoken(levels: readonly number[]) {
  const { world, sense, guest, mind, step } = meet();
  // She stands and has nowhere to go.
  Object.assign(mind.intent, { walkNetId: 0, spot: -1, seat: -1, place: undefined });
  mind.chat = undefined;
  levels.forEach((level, i) => {
    sense('voice', i === 0 ? { vad: 'start', level } : { level });
  });
  sense('voice', { vad: 'end', level: 0.001 });
  sense('voice', { text: 'Tilda, may I tell you something?', final: true });
  step();
  return { world, mind, guest };
}

describe('coming nearer', () => {
  test('who speaks under the breath is gone to; who speaks as always is not', () => {
    const loud = spoken([0.1, 0.1, 0.11, 0.09]);
    expect(loud.mind.intent.walkNetId).toBe(0);
    const soft = spoken([0.1, 0.1, 0.11, 0.02]);
    expect(soft.mind.intent.walkNetId).toBe(soft.guest);
    expect(soft.mind.decisions.at(-1)).toMatchObject({ kind: 'space', chosen: 'comes nearer' });
  });
  test('who holds something out from afar is gone to, unless she paints', () => {
    const columns = [{ name: 'rain', type: 'number' }];
    const table = { table: { name: 'june', columns, rows: [[3], [9]] } };
    const { sense, guest, mind } = meet();
    Object.assign(mind.intent, { walkNetId: 0, spot: -1, seat: -1 });
    mind.chat = undefined;
    sense('table', table);
    expect(mind.intent.walkNetId).toBe(guest);
    const other = meet();
    Object.assign(other.mind.intent, { walkNetId: 0, seat: -1, place: { x: 0, z: 0, yaw: 0 } });
    other.sense('table', table);
    expect(other.mind.intent.walkNetId).toBe(0);
  });
});
