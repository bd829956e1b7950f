// Several stages in one process, through real sockets and routes: each its own world, guests, show and record.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StageClient } from '@troupe/client-sdk/connect';
import { type RunningServer, readConfig, serve } from '@troupe/server';
import { run as replay } from '@troupe/server/replay';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START_MS = 180_000;
const WAIT_MS = 60_000;
const show = (name: string): string => readFileSync(`${ROOT}/assets/shows/${name}.yaml`, 'utf8');
/** A show for the hall: it uses a mark that the plaza has not. */
const REHEARSAL = `show: rehearsal
version: 1
stage: studio-hall
cast:
  mei: {body: mei, at: upCentre}
scenes:
  main:
    - {at: 0.5, say: {who: mei, text: {en: Good evening from the hall., ko: 홀에서 인사드려요.}}}
    - {at: 4, id: wait, hold: {}}
`;

async function until(what: () => boolean | Promise<boolean>, name: string): Promise<void> {
  const end = performance.now() + WAIT_MS;
  while (!(await what())) {
    if (performance.now() > end) throw new Error(`never: ${name}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

describe('two stages in one process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'troupe-stages-'));
  let server: RunningServer;
  let url = '';
  let stopped = false;
  const clients: StageClient[] = [];
  const heard: string[][] = [];

  async function enter(stage: string, name: string): Promise<StageClient> {
    const client = new StageClient({ url, stage, name, bodyId: 'tilda' });
    const lines: string[] = [];
    client.on('event', ({ text }) => lines.push(text));
    clients.push(client);
    heard.push(lines);
    await client.connect();
    return client;
  }
  const ask = async (path: string, body?: string) => {
    const response = await fetch(`${url}${path}`, body === undefined ? {} : { method: 'POST', body });
    return { status: response.status, answer: await response.json() };
  };

  beforeAll(async () => {
    const said = ['--stage', 'plaza:3', '--stage', 'studio-hall:2', '--record', join(folder, 'run.jsonl.gz')];
    const quiet = ['--port', '0', '--host', '127.0.0.1', '--no-page', '--memory', 'none', '--voice', 'none'];
    server = await serve(readConfig([...said, ...quiet], {}));
    url = `http://127.0.0.1:${server.port}`;
    await enter('', 'Ann');
    await enter('plaza', 'Bea');
    await enter('studio-hall', 'Cho');
  }, START_MS);
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.leave()));
    if (!stopped) await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('guests come to the stage they name, the first without a word, and see nobody of the other', async () => {
    const [ann, bea, cho] = clients;
    await until(
      () => ann.roster.size === 5 && bea.roster.size === 5 && cho.roster.size === 3,
      'everybody is there',
    );
    const names = (client: StageClient) => [...client.roster.values()].map(({ name }) => name.en);
    expect(names(ann)).toEqual(expect.arrayContaining(['Ann', 'Bea']));
    expect(names(ann)).not.toContain('Cho');
    expect(names(cho)).not.toContain('Ann');
    const { answer } = await ask('/stages');
    const told = answer.stages.map(({ id, first, performers, guests }: Record<string, unknown>) => {
      return { id, first, performers, guests };
    });
    expect(told).toEqual([
      { id: 'plaza', first: true, performers: 3, guests: 2 },
      { id: 'studio-hall', first: false, performers: 2, guests: 1 },
    ]);
  });

  test('what is said on one is heard there alone', async () => {
    clients[0].say('only the plaza hears this');
    clients[2].say('only the hall hears this');
    await until(() => heard[1].includes('only the plaza hears this'), 'the plaza hears');
    await until(() => heard[2].includes('only the hall hears this'), 'the hall hears');
    expect(heard[2]).not.toContain('only the plaza hears this');
    expect([...heard[0], ...heard[1]]).not.toContain('only the hall hears this');
  });

  test('people know on which stage they are', async () => {
    clients[2].say('Tilda, where are we?');
    await until(() => heard[2].some((line) => /studio hall|small stage/i.test(line)), 'Tilda names the hall');
    clients[0].say('Tilda, where are we?');
    await until(() => heard[0].some((line) => /plaza at|round steps/i.test(line)), 'Tilda names the plaza');
  });

  test('a show on each at the same time; one is stopped and the other goes on', async () => {
    expect((await ask('/show/load', show('hello'))).status).toBe(200);
    const refused = await ask('/show/load', REHEARSAL);
    expect(refused.answer.problems[0]).toMatchObject({
      code: 'E210',
      hint: expect.stringContaining('--stage'),
    });
    expect((await ask('/stages/studio-hall/show/load', REHEARSAL)).status).toBe(200);
    const [plaza, hall] = server.stages.map(({ host }) => host.world.show);
    await until(() => plaza.run?.status === 'playing' && hall.run?.status === 'playing', 'both play');
    expect([plaza.run?.program.id, hall.run?.program.id]).toEqual(['hello', 'rehearsal']);
    await until(() => heard[2].includes('Good evening from the hall.'), 'the hall hears its own line');
    expect(heard[0]).not.toContain('Good evening from the hall.');
    await ask('/show/stop', '');
    await until(() => plaza.run?.status !== 'playing', 'the plaza has stopped');
    expect(hall.run?.status).toBe('playing');
    expect((await ask('/stages/plaza/show')).answer.show.status).toBe('stopped');
    expect((await ask('/stages/studio-hall/show')).answer.show.show).toBe('rehearsal');
  });

  // The show brought somebody of its own along: three are in the hall now.
  test('health is told of all together and of each', async () => {
    const { answer } = await ask('/healthz');
    expect(answer).toMatchObject({ ok: true, performers: 6, guests: 3 });
    expect(answer.stages['studio-hall']).toMatchObject({ performers: 3, guests: 1 });
    expect((await ask('/stages/studio-hall/healthz')).answer).toMatchObject({ performers: 3, guests: 1 });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('troupe_guests{stage="plaza"} 2');
    expect(metrics).toContain('troupe_guests{stage="studio-hall"} 1');
    const minds = await Promise.all(['/minds', '/stages/studio-hall/minds'].map((path) => ask(path)));
    expect(minds.map(({ answer: { minds: all } }) => all.length)).toEqual([3, 3]);
  });

  test('a guest of the second stage does by HTTP what one of the first does', async () => {
    expect(await clients[2].memories()).toEqual([]);
  });

  test('a stage that is not here: whoever asks is told which are', async () => {
    const lost = new StageClient({ url, stage: 'attic' });
    await expect(lost.connect()).rejects.toThrow(/no stage "attic" here; the stages are plaza, studio-hall/);
    const { status, answer } = await ask('/stages/attic/show');
    expect(status).toBe(404);
    expect(answer.problem).toMatch(/no stage "attic" here; the stages are plaza, studio-hall/);
    await expect(serve(readConfig(['--stage', 'plaza,attic', '--port', '0'], {}))).rejects.toThrow(
      /there is no stage "attic".*the stages are plaza, studio-hall/,
    );
  });

  test(
    'the record of each replays to the same hashes',
    async () => {
      await Promise.all(clients.map((client) => client.leave()));
      stopped = true;
      await server.stop();
      const said = vi.spyOn(console, 'log').mockImplementation(() => {});
      for (const id of ['plaza', 'studio-hall'])
        expect(await replay([join(folder, `run.${id}.jsonl.gz`)]), id).toBe(0);
      said.mockRestore();
    },
    START_MS,
  );
});
