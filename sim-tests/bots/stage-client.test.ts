import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type ConnectionState, StageClient } from '@troupe/client-sdk/connect';
import { WIRE_LIMITS } from '@troupe/client-sdk/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ServerOrder } from '../bench/stream-server.ts';
import { joinStage } from './lean-bot.ts';

const SERVER = fileURLToPath(new URL('../bench/stream-server.ts', import.meta.url));
const PERFORMERS = 6;

/** A real stage in a process of its own. */
async function startStage(): Promise<{ child: ChildProcess; port: number }> {
  const order: ServerOrder = {
    mode: 'vhp',
    performers: PERFORMERS,
    guestsMax: 2,
    seed: 3,
    halfM: 20,
    tape: { people: 3, ticks: 40 },
  };
  const child = fork(SERVER, [JSON.stringify(order)], { stdio: ['ignore', 'ignore', 2, 'ipc'] });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { child, port };
}

/** A road that can be cut. */
class Road {
  target = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server = createServer((near) => {
    const far = connect(this.target, '127.0.0.1');
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  });

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
  close(): void {
    this.cut();
    this.#server.close();
  }
}

async function until(what: () => boolean, ms = 15_000): Promise<void> {
  const end = performance.now() + ms;
  while (!what()) {
    if (performance.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const road = new Road();
let url = '';
let stage: Awaited<ReturnType<typeof startStage>>;
const clients: StageClient[] = [];

function client(options: { bodyId?: string } = {}): { client: StageClient; states: ConnectionState[] } {
  const one = new StageClient({ url, ...options });
  const states: ConnectionState[] = [];
  one.on('state', ({ state }) => states.push(state));
  clients.push(one);
  return { client: one, states };
}

beforeAll(async () => {
  stage = await startStage();
  road.target = stage.port;
  url = await road.open();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((one) => one.leave()));
});
afterAll(() => {
  road.close();
  stage.child.kill('SIGKILL');
});

describe('a client of a real stage', () => {
  test('J2, J3: is welcomed, knows who is there, and sees them move', async () => {
    const { client: guest, states } = client({ bodyId: 'bench' });
    const welcome = await guest.connect();
    expect(welcome.version).toBe(WIRE_LIMITS.version);
    expect(guest.netId).toBeGreaterThan(0);
    await until(
      () => guest.roster.size >= PERFORMERS && guest.sampler.sample(guest.stageMs()).length >= PERFORMERS,
    );
    expect(states).toEqual(['connecting', 'live']);
    const [body] = guest.sampler.sample(guest.stageMs());
    const before = [...body.joints];
    await until(() => {
      guest.sampler.sample(guest.stageMs());
      return body.joints.some((value, i) => value !== before[i]);
    });
    expect(body.ready).toBe(true);
    expect(guest.decoder.counters).toMatchObject({ malformed: 0, unknownBlocks: 0 });
    expect(guest.clock.synced).toBe(true);
  });

  test('T1: stage time agrees between two clients', async () => {
    const [a, b] = [client().client, client().client];
    await a.connect();
    await b.connect();
    await until(() => a.clock.synced && b.clock.synced);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(Math.abs(a.stageMs() - b.stageMs())).toBeLessThan(30);
  });

  test('J1: another protocol version is refused before a seat is taken', async () => {
    const join = { vhp: [99], name: '', bodyId: '', locale: 'en' };
    await expect(joinStage({ url, room: 'stage', join })).rejects.toThrow(/VHP\/1/);
  });

  test('an unknown body is refused with words that help', async () => {
    const { client: guest } = client({ bodyId: 'nobody' });
    await expect(guest.connect()).rejects.toThrow(/nobody/);
    expect(guest.state).toBe('error');
  });

  test('a short break is resumed in the same seat', async () => {
    const { client: guest, states } = client({ bodyId: 'bench' });
    await guest.connect();
    const { netId } = guest;
    await until(() => guest.decoder.bodies.size >= PERFORMERS);
    road.cut();
    await until(() => states.includes('reconnecting'));
    await until(() => guest.state === 'live');
    expect(guest.netId).toBe(netId);
    const messages = guest.decoder.counters.messages;
    await until(() => guest.decoder.counters.messages > messages + 5);
    expect(guest.decoder.counters.malformed).toBe(0);
  });

  test('a stage that died and came back is joined anew', async () => {
    const { client: guest, states } = client();
    await guest.connect();
    await until(() => guest.roster.size === PERFORMERS);
    const left: number[] = [];
    guest.on('leave', ({ netId }) => left.push(netId));
    stage.child.kill('SIGKILL');
    await until(() => states.includes('reconnecting'));
    stage = await startStage();
    road.target = stage.port;
    await until(() => left.length === PERFORMERS && guest.state === 'live', 18_000);
    await until(() => guest.roster.size === PERFORMERS && guest.decoder.bodies.size === PERFORMERS);
    expect(states.at(-1)).toBe('live');
  }, 40_000);

  test('leaving while reconnecting ends it', async () => {
    const { client: guest, states } = client();
    await guest.connect();
    road.cut();
    await until(() => states.includes('reconnecting'));
    await guest.leave();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(guest.state).toBe('closed');
    expect(states.at(-1)).toBe('closed');
  });
});
