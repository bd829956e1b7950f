import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { thinkingStage } from './plaza.fixtures.ts';
import {
  createRecorder,
  guestsOfRecord,
  type RecordHeader,
  readRecord,
  replay,
  rewriteRecord,
} from './record/index.ts';
import type { MailboxMessage } from './tick/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'troupe-forget-'));
afterAll(() => rmSync(folder, { recursive: true }));
const header: RecordHeader = {
  format: 'troupe-record',
  version: 3,
  stage: 'plaza',
  seed: 3,
  capacity: 6,
  bodies: ['plain'],
  motionSha256: '',
  stageSha256: '',
  clips: [],
};
const fresh = () => thinkingStage(3, ['wave'], 6).stage;
const textOf = (file: string): string => gunzipSync(readFileSync(file)).toString('utf8');

/** An evening of Tilda, Zelda who tells of herself, and Omar; then Zelda leaves and Nils takes her wire id in the order of coming. */
function evening(file: string): void {
  const stage = fresh();
  const recorder = createRecorder(file, header);
  const at: Record<number, MailboxMessage[]> = {
    0: [
      {
        type: 'perform',
        key: 'p',
        name: { en: 'Tilda', ko: '틸다' },
        personaId: 'tilda',
        bodyIndex: 0,
        x: 0,
        z: 0,
        yaw: 0,
      },
      { type: 'join', key: 'a', name: 'Zelda', locale: 'en', bodyIndex: 0, x: 1, z: 0.5, yaw: 0 },
      { type: 'join', key: 'b', name: 'Omar', locale: 'en', bodyIndex: 0, x: -1, z: 0.5, yaw: 0 },
    ],
    40: [
      { type: 'say', netId: 2, text: 'My name is Zelda and I am a beekeeper from Trondheim.', locale: 'en' },
    ],
    60: [
      {
        type: 'sense',
        netId: 2,
        event: { m: 'thermal', t0: 3000, data: { of: 'hand', celsius: 11.75 } } as never,
      },
    ],
    160: [{ type: 'say', netId: 3, text: 'Who built the benches?', locale: 'en' }],
    300: [{ type: 'leave', netId: 2 }],
    320: [{ type: 'join', key: 'c', name: 'Nils', locale: 'en', bodyIndex: 0, x: 1, z: 0.5, yaw: 0 }],
  };
  for (let tick = 0; tick < 400; tick++) {
    const messages = at[tick] ?? [];
    recorder.begin(tick, messages, false);
    stage.step(messages, false);
    recorder.end(stage.world);
  }
  recorder.close();
}

test('a forgotten guest is out of a record: words, senses, name; the others stay, and it replays', async () => {
  const [file, out] = [join(folder, 'a.rec'), join(folder, 'b.rec')];
  evening(file);
  expect(textOf(file)).toMatch(/beekeeper/);
  const { ticks } = readRecord(file);
  const guests = await guestsOfRecord(fresh(), ticks);
  expect(guests.map(({ name, netId, toTick }) => [name, netId, toTick])).toEqual([
    ['Zelda', 2, 300],
    ['Omar', 3, Number.POSITIVE_INFINITY],
    ['Nils', 4, Number.POSITIVE_INFINITY],
  ]);
  await rewriteRecord(fresh(), ticks, [guests[0]], createRecorder(out, header));
  const text = textOf(out);
  expect(text).not.toMatch(/Zelda|beekeeper|Trondheim|11\.75/);
  expect(text).toMatch(/Omar/);
  expect(text).toMatch(/Who built the benches/);
  expect(text).toMatch(/Nils/);
  const again = readRecord(out);
  expect(again.ticks).toHaveLength(400);
  expect((await replay(fresh(), again.ticks)).divergedAtTick).toBeUndefined();
});

test('a record that does not replay here is not written anew', async () => {
  const file = join(folder, 'c.rec');
  evening(file);
  const { ticks } = readRecord(file);
  const other = thinkingStage(4, ['wave'], 6).stage;
  await expect(guestsOfRecord(other, ticks)).rejects.toThrow(/diverges at tick 0.*nothing was changed/);
});
