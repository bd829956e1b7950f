// Bridges on a stage that plays a show, through real sockets on loopback.
import { createSocket, type Socket } from 'node:dgram';
import { createServer } from 'node:http';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { perform } from './behaviour/index.ts';
import { type Bridges, checkBridges, openBridges } from './bridges/index.ts';
import { decodeArtDmx } from './bridges/wire/artnet.ts';
import { encodeQuarterFrames } from './bridges/wire/midi-timecode.ts';
import {
  decodeOsc,
  encodeOscBundle,
  encodeOscMessage,
  type OscArg,
  type TimedOscMessage,
  timeTagOfUnixMs,
} from './bridges/wire/osc.ts';
import { decodeSacn } from './bridges/wire/sacn.ts';
import { timecodeOfSeconds } from './bridges/wire/timecode.ts';
import { webhookHeaders, webhookKey } from './bridges/wire/webhook-sign.ts';
import { loadStage } from './load-assets.ts';
import { loadShowResources } from './load-show-resources.ts';
import { readMotionInfo } from './motion/index.ts';
import { senseGuests } from './senses/index.ts';
import { checkShow, noteShow, runShow } from './shows/index.ts';
import { createStage, type MailboxMessage, type Stage } from './tick/index.ts';
import { createWorld, type World } from './world/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const resources = loadShowResources(ROOT);
const info = readMotionInfo(`${ROOT}/assets/models/motion`);
const SHOW = `show: t
version: 1
cast:
  tilda: {body: tilda, at: stage}
scenes:
  main:
    - {at: 0.5, id: hi, say: {who: tilda, text: Hello}}
    - {at: 1, id: dark, light: {look: blackout}}
    - {at: 2, id: bright, light: {look: stage, fade: 1}}
    - {at: 3, id: desk, out: {to: desk, data: cue 7}}
    - {at: 4, id: vote, ask: {q: {en: Red?, ko: 빨강?}, options: [red, blue], for: 4, default: red}}
    - {at: 20, id: finale, marker: {name: finale}}
    - {at: 30, id: end, marker: {name: end}}
`;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A stage that ticks by hand, with the show on it and the bridges of a file. */
async function open(yaml: string, env: Record<string, string> = {}) {
  const { program, problems } = checkShow(SHOW, resources);
  if (!program) throw new Error(JSON.stringify(problems));
  const bodies = resources.bodies.map(({ id }) => {
    return { id, heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };
  });
  const { actionNames, actionTimes, actionArms, styles } = info;
  const model = { actionNames, actionTimes, actionArms, styles };
  const world = createWorld({ stage: loadStage(ROOT, 'plaza'), bodies, seed: 1, capacity: 16, ...model });
  const motion = { submit: () => true, ready: () => false, collect() {}, finish: async () => {} };
  const pose = (w: World): void => {
    for (let slot = 0; slot < w.humans.count; slot++) {
      w.humans.posed[slot] = 1;
      for (let q = 0; q < 52; q++) w.humans.poseJoints[(slot * 52 + q) * 4 + 3] = 1;
      w.humans.poseHips.set(w.humans.position.subarray(slot * 3, slot * 3 + 3), slot * 3);
      w.humans.poseHips[slot * 3 + 1] += 0.96;
    }
    w.poseTick = w.tick;
  };
  const stage: Stage = createStage({
    world,
    motion,
    phases: [senseGuests, runShow, perform, noteShow, pose],
  });
  let waiting: MailboxMessage[] = [];
  const afterTick = new Set<() => void>();
  const log: string[] = [];
  const { config, problems: wrong } = checkBridges(yaml);
  if (!config) throw new Error(JSON.stringify(wrong));
  const stdin = new PassThrough();
  const bridges = await openBridges(
    config,
    {
      world,
      post: (command) => waiting.push({ type: 'show', command }),
      afterTick,
      nowMs: () => Date.now(),
      log: (line) => log.push(line),
    },
    { env, stdin, identity: 'test' },
  );
  closing.push(() => bridges.close());
  const cues: string[] = [];
  const step = (ticks = 1): void => {
    for (let t = 0; t < ticks; t++) {
      const messages = waiting;
      waiting = [];
      stage.step(messages, false);
      for (const { ev, cue } of world.show.news) cues.push(`${ev} ${cue}`);
      for (const callback of afterTick) callback();
    }
  };
  const load = (play: boolean): void => {
    waiting.push({ type: 'show', command: { op: 'load', program, play } });
    step();
  };
  return { world, bridges, step, load, log, cues, stdin, run: () => world.show.run! };
}

const portOf = (bridges: Bridges, kind: string): number => {
  const status = bridges.status().find((one) => one.kind === kind)!;
  return Number(status.where.split(':').at(-1));
};

async function udp(): Promise<{ socket: Socket; port: number; packets: Uint8Array[] }> {
  const socket = createSocket('udp4');
  const packets: Uint8Array[] = [];
  socket.on('message', (bytes) => packets.push(bytes));
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  closing.push(() => socket.close());
  return { socket, port: socket.address().port, packets };
}

async function until(done: () => boolean, what: string): Promise<void> {
  const startMs = performance.now();
  while (!done()) {
    if (performance.now() - startMs > 5_000) throw new Error(`waited too long for ${what}`);
    await new Promise((next) => setTimeout(next, 5));
  }
}

describe('OSC', () => {
  test('a desk runs the show: go to a cue, play, rate, vote, panic; noise is counted and said once', async () => {
    const { bridges, step, load, log, cues, run } = await open('osc: {in: {port: 0}}');
    const { socket } = await udp();
    const port = portOf(bridges, 'osc in');
    const status = bridges.status()[0];
    let told = 0;
    const send = async (bytes: Uint8Array): Promise<void> => {
      socket.send(bytes, port, '127.0.0.1');
      told += 1;
      await until(() => status.received === told, 'a packet');
    };
    const say = (name: string, ...args: OscArg[]): Promise<void> =>
      send(encodeOscMessage({ address: `/troupe/${name}`, args }));
    load(false);
    expect(run().status).toBe('ready');
    await say('play');
    step(12);
    expect(cues).toContain('started hi');
    await say('goto', ['s', 'finale']);
    step(3);
    expect(cues).toContain('started finale');
    expect(run().clock).toBeGreaterThan(398);
    await say('seek', ['f', 4.5]);
    await say('rate', ['f', 2]);
    step(1);
    expect(run()).toMatchObject({ rate: 2, clock: 92 });
    await say('vote', ['s', 'blue'], ['i', 1]);
    await say('vote', ['s', 'blue'], ['i', 2]);
    await say('vote', ['s', 'red'], ['i', 2]);
    step(1);
    expect(run().audience.votes.map(({ option }) => option)).toEqual(['blue', 'red']);
    await say('{pause,stop}', ['i', 0]);
    step(1);
    expect(run().status).toBe('playing');
    for (const noise of ['', 'abcd', '#bundle\0', '/a\0\0,zz\0']) await send(Buffer.from(noise));
    expect(status.malformed).toBe(4);
    expect(log.filter((line) => line.includes('only counted')).length).toBe(1);
    await say('panic');
    step(1);
    expect(run()).toMatchObject({ status: 'stopped', reason: 'panic' });
  });

  test('a bundle waits for its time', async () => {
    const { bridges, step, load, run } = await open('osc: {in: {port: 0, map: [{address: /b, do: pause}]}}');
    const { socket } = await udp();
    load(true);
    const pause = encodeOscMessage({ address: '/b', args: [['i', 1]] });
    const bundle = encodeOscBundle([pause], timeTagOfUnixMs(Date.now() + 150));
    socket.send(bundle, portOf(bridges, 'osc in'), '127.0.0.1');
    await until(() => bridges.status()[0].received === 1, 'the bundle');
    step(2);
    expect(run().status).toBe('playing');
    await new Promise((next) => setTimeout(next, 170));
    step(2);
    expect(run().status).toBe('paused');
  });

  test('every cue is told as it fires, by rules and without', async () => {
    const out = await udp();
    const { step, load } = await open(`osc:
  out:
    - port: ${out.port}
      rules:
        - {to: desk, address: /desk, args: ['{data}', '{time}', 1]}
        - {kind: light, address: '/light/{cue}/start'}
`);
    load(true);
    step(70);
    await until(() => out.packets.length >= 6, 'cues');
    const told = out.packets.flatMap((bytes) => decodeOsc(bytes) as TimedOscMessage[]);
    const of = (address: string) => told.find((message) => message.address === address);
    expect(of('/troupe/cue/main/hi/started')?.args).toEqual([
      ['s', 'say'],
      ['f', 0.5],
      ['s', 'Hello'],
    ]);
    expect(of('/light/dark/start')?.args).toEqual([]);
    expect(of('/desk')?.args).toEqual([
      ['s', 'cue 7'],
      ['f', 3],
      ['i', 1],
    ]);
    expect(of('/troupe/cue/main/dark/started')).toBeUndefined();
  });
});

describe('light', () => {
  test('sACN and Art-Net follow the cues, count, keep alive, and sACN says when it ends', async () => {
    const [sacn, artnet] = [await udp(), await udp()];
    const { bridges, step, load } = await open(`lights:
  - {by: sacn, port: ${sacn.port}, universe: 3, priority: 120, hz: 44, patch: [{light: rim, address: 1}]}
  - {by: artnet, port: ${artnet.port}, universe: 5, hz: 44, patch: [{light: rim, address: 2}]}
`);
    load(true);
    const frames = () =>
      sacn.packets.map((bytes) => decodeSacn(bytes)).filter((one) => typeof one !== 'string');
    const newest = (): number => frames().at(-1)?.slots[0] ?? -1;
    step(22);
    await until(() => newest() === 0, 'the blackout');
    step(27);
    await until(() => newest() > 60 && newest() < 200, 'the middle of the fade');
    step(20);
    await until(() => newest() === 255, 'full light');
    await until(
      () => (decodeArtDmx(artnet.packets.at(-1)!) as { slots: Uint8Array }).slots[1] === 255,
      'full light by Art-Net',
    );
    const count = frames().length;
    await new Promise((next) => setTimeout(next, 1_200));
    // Three more of the same, then one in 900 ms: 44 a second would be more than fifty.
    expect(frames().length - count).toBeGreaterThanOrEqual(1);
    expect(frames().length - count).toBeLessThanOrEqual(6);
    await bridges.close();
    await until(() => frames().filter(({ terminated }) => terminated).length === 3, 'the end');
    expect(frames()[0]).toMatchObject({ universe: 3, priority: 120, sequence: 0, source: 'Troupe' });
    const all = frames();
    for (let i = 1; i < all.length; i++) expect(all[i].sequence).toBe((all[i - 1].sequence + 1) & 255);
    for (const bytes of artnet.packets) expect(decodeArtDmx(bytes)).toMatchObject({ universe: 5 });
  });
});

describe('MIDI and timecode', () => {
  test('a note by UDP says GO, Show Control by standard input goes to a cue', async () => {
    const { bridges, step, load, cues, stdin, run } = await open(
      'midi: {udp: {port: 0}, stdin: true, map: [{note: 60, do: play}]}',
    );
    const { socket } = await udp();
    load(false);
    socket.send(Uint8Array.of(0x90, 60, 90), portOf(bridges, 'midi in'), '127.0.0.1');
    await until(() => bridges.status()[0].received === 1, 'the note');
    step(2);
    expect(run().status).toBe('playing');
    stdin.write(Buffer.from('\xf0\x7f\x7f\x02\x7f\x01finale\xf7', 'latin1'));
    await until(() => bridges.status()[0].received === 2, 'Show Control');
    step(3);
    expect(cues).toContain('started finale');
  });

  test('the show chases MIDI time code, lives through a drop-out, and pauses when it stays away', async () => {
    const { bridges, step, load, run, log } = await open(
      "midi: {udp: {port: 0}}\nchase: {start: '01:00:00:00', rate: 25, dropoutMs: 300}",
    );
    const { socket } = await udp();
    const port = portOf(bridges, 'midi in');
    load(false);
    const status = bridges.status().find(({ kind }) => kind === 'chase')!;
    const tell = async (seconds: number): Promise<void> => {
      const before = status.received;
      for (const bytes of encodeQuarterFrames(timecodeOfSeconds(3600 + seconds, 25)))
        socket.send(bytes, port, '127.0.0.1');
      await until(() => status.received > before, 'timecode');
    };
    await tell(10);
    step(2);
    expect(run().status).toBe('playing');
    expect(run().clock / 20).toBeGreaterThan(9.9);
    expect(run().clock / 20).toBeLessThan(10.5);
    await tell(25);
    step(2);
    expect(run().clock / 20).toBeGreaterThan(24.9);
    await new Promise((next) => setTimeout(next, 350));
    step(2);
    expect(run().status).toBe('paused');
    expect(log.filter((line) => line.startsWith('chase:')).length).toBe(2);
    await tell(26);
    step(2);
    expect(run().status).toBe('playing');
  });
});

describe('motion', () => {
  test("a performer's pose goes out by VMC at the rate that was asked for", async () => {
    const out = await udp();
    const { step, load } = await open(`vmc: [{performer: tilda, port: ${out.port}, hz: 60}]`);
    load(true);
    step(4);
    const told = () => out.packets.flatMap((bytes) => decodeOsc(bytes) as TimedOscMessage[]);
    const oks = () => told().filter(({ address }) => address === '/VMC/Ext/OK').length;
    await until(() => oks() >= 10, 'poses');
    const hips = told().find(({ args }) => args[0]?.[1] === 'Hips')!;
    expect(hips.args[2][1]).toBeCloseTo(0.96, 3);
    const first = told()
      .filter(({ address }) => address === '/VMC/Ext/T')
      .map(({ args }) => args[0][1] as number);
    for (let i = 1; i < first.length; i++) expect(first[i]).toBeGreaterThan(first[i - 1]);
    expect(told().filter(({ address }) => address === '/VMC/Ext/Bone/Pos').length).toBeGreaterThanOrEqual(
      52 * 9,
    );
  });
});

describe('webhooks', () => {
  test('tell a receiver of cues, signed, in order, and again after it failed', async () => {
    const key = webhookKey('whsec_c2VjcmV0IG9mIHRoZSB0ZXN0');
    const bodies: { type: string; data: { cue?: string; status?: string } }[] = [];
    let failures = 1;
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': sign } = request.headers;
        const expected = webhookHeaders({ id: String(id), timestampS: Number(time), body }, key);
        if (failures-- > 0) response.statusCode = 503;
        else if (sign !== expected['webhook-signature']) response.statusCode = 401;
        else bodies.push(JSON.parse(body));
        response.end();
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
    closing.push(() => server.close());
    const { port } = server.address() as { port: number };
    const { step, load } = await open(
      `webhooks: {to: [{url: "http://127.0.0.1:${port}/hook", secretEnv: HOOK, kinds: [light]}]}`,
      { HOOK: 'whsec_c2VjcmV0IG9mIHRoZSB0ZXN0' },
    );
    load(true);
    step(25);
    await until(() => bodies.length >= 3, 'webhooks');
    expect(bodies.map(({ type, data }) => `${type} ${data.cue ?? data.status}`)).toEqual([
      'show.status playing',
      'cue.started dark',
      'cue.finished dark',
    ]);
  });

  test('a secret that is not in the environment closes what was opened', async () => {
    await expect(
      open('osc: {in: {port: 0}}\nwebhooks: {to: [{url: "http://127.0.0.1/", secretEnv: MISSING}]}'),
    ).rejects.toThrow(/set MISSING in the environment/);
  });
});
