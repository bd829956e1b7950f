import { fileURLToPath } from 'node:url';
import { StageClient } from '@troupe/client-sdk/connect';
import type { ServerMessages } from '@troupe/client-sdk/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { endChild, startChild, wordOf } from '../bench/child.ts';
import type { ServerOrder } from '../bench/stream-server.ts';
import { joinStage, type LeanBot } from './lean-bot.ts';

const STREAM_SERVER = fileURLToPath(new URL('../bench/stream-server.ts', import.meta.url));
const LEAVE_ROOM = 12;
const GUESTS_MAX = 3;
const WATCH = { vhp: [1], name: '', bodyId: '', locale: 'en' };

describe('the doors of a stage', () => {
  let server: ReturnType<typeof startChild>;
  let url = '';
  const bots: LeanBot[] = [];
  beforeAll(async () => {
    const tape = { people: 3, ticks: 40 };
    const order: ServerOrder = {
      mode: 'vhp',
      performers: 2,
      guestsMax: GUESTS_MAX,
      seed: 3,
      halfM: 20,
      tape,
    };
    server = startChild(STREAM_SERVER, order);
    url = `http://127.0.0.1:${(await wordOf<{ port: number }>(server)).port}`;
  }, 60_000);
  afterEach(async () => {
    await Promise.all(bots.splice(0).map(leave));
  });
  afterAll(() => endChild(server));

  /** Leaves for good; a connection that only broke would keep its seat for a while. */
  async function leave({ socket }: LeanBot): Promise<void> {
    if (socket.readyState !== socket.OPEN) return;
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.send(Uint8Array.of(LEAVE_ROOM));
    await closed;
  }

  test('H9: a full stage says so and stays one stage', { timeout: 30_000 }, async () => {
    let poses = 0;
    for (let i = 0; i < GUESTS_MAX; i++)
      bots.push(await joinStage({ url, room: 'stage', join: WATCH, onBytes: () => (poses += 1) }));
    await expect(joinStage({ url, room: 'stage', join: WATCH })).rejects.toThrow(/the stage is full/);
    const late = new StageClient({ url });
    await expect(late.connect()).rejects.toThrow(/full/);
    expect(late.state).toBe('full');
    // Those who are there are told of who comes and goes as before: no second room took their place.
    const before = poses;
    await expect.poll(() => poses, { timeout: 5_000 }).toBeGreaterThan(before + 10);
    await leave(bots.pop()!);
    await expect
      .poll(
        async () => {
          const guest = new StageClient({ url, bodyId: 'bench' });
          const { netId } = await guest.connect().catch(() => ({ netId: 0 }));
          await guest.leave();
          return netId;
        },
        { timeout: 10_000, interval: 300 },
      )
      .toBeGreaterThan(0);
  });

  test('H10: whoever floods is closed at once with 4002', { timeout: 30_000 }, async () => {
    const closed = Promise.withResolvers<number>();
    const bot = await joinStage({ url, room: 'stage', join: WATCH, onClose: closed.resolve });
    const startMs = performance.now();
    for (let i = 0; i < 200; i++) bot.send('applaud', {});
    expect(await closed.promise).toBe(4002);
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });

  test('H13: who joins anew with its token has its body back', { timeout: 30_000 }, async () => {
    const enter = async (resume: string): Promise<{ bot: LeanBot; welcome: ServerMessages['welcome'] }> => {
      const welcomed = Promise.withResolvers<ServerMessages['welcome']>();
      const onPlain = (type: string, message: unknown): void => {
        if (type === 'welcome') welcomed.resolve(message as ServerMessages['welcome']);
      };
      const bot = await joinStage({
        url,
        room: 'stage',
        join: { ...WATCH, bodyId: 'bench', resume },
        onPlain,
      });
      return { bot, welcome: await welcomed.promise };
    };
    const first = await enter('');
    first.bot.socket.terminate();
    const second = await enter(first.welcome.senseToken);
    expect(second.welcome).toEqual(first.welcome);
    await leave(second.bot);
    const third = await enter(first.welcome.senseToken);
    bots.push(third.bot);
    expect(third.welcome.life).toBe(first.welcome.life);
    expect(third.welcome.netId).not.toBe(first.welcome.netId);
    expect(third.welcome.senseToken).not.toBe(first.welcome.senseToken);
  });
});
