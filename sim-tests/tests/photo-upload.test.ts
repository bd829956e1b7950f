/** A photo over HTTP to a body on stage, with the real worker: made, worn, seen by others, corrected, deleted. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StageClient } from '@troupe/client-sdk';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServeChild, serveChild } from '../browser/serve-child.ts';
import { photograph } from './draw-fixture.ts';

const SLOW_MS = 450_000;
const GIVER = { giver: 'Mina', consent: 'I am the person in this photo and I agree.', heightM: '1.75' };

let server: ServeChild;
/** The only place for temporary files that the server and its workers know. */
let scratch: string;
let before: readonly string[];

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'troupe-upload-'));
  server = await serveChild(['--performers', '1'], { TMPDIR: scratch });
  before = readdirSync(scratch);
}, SLOW_MS);

afterAll(async () => {
  await server?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

function send(path: string, fields: Record<string, string>, photo?: Uint8Array): Promise<Response> {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.set(key, value);
  if (photo) form.set('photo', new Blob([photo as Uint8Array<ArrayBuffer>]), 'me.jpg');
  return fetch(`${server.url}${path}`, { method: 'POST', body: form });
}

/** Events of a job until it ends. */
async function events(secret: string) {
  const text = await (await fetch(`${server.url}/photo-bodies/${secret}/events`)).text();
  return [...text.matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1]));
}

const settled = (check: () => unknown) => expect.poll(check, { timeout: 20_000 });

/** What lies there besides what the server's own libraries put there when it started. */
const leftovers = () => readdirSync(scratch).filter((name) => !before.includes(name));

describe('a photo over HTTP', () => {
  let photo: Buffer<ArrayBuffer>;
  let secret = '';
  let bodyId = '';

  test(
    'becomes a body, step by step',
    async () => {
      photo = await photograph('bruno');
      const response = await send('/photo-bodies', GIVER, photo);
      expect(response.status).toBe(202);
      ({ secret } = await response.json());
      const heard = await events(secret);
      const steps = heard.filter(({ type }) => type === 'step').map(({ step }) => step);
      for (const step of ['looking: landmarks', 'fitting: body shape', 'painting', 'levels of detail'])
        expect(steps).toContain(step);
      const pictures = heard.filter(({ type }) => type === 'preview');
      expect(pictures.map(({ name }) => name)).toEqual(['landmarks', 'mask', 'fit', 'texture']);
      for (const { picture } of pictures) {
        const image = sharp(Buffer.from(picture.split(',')[1], 'base64'));
        expect((await image.metadata()).format).toBe('webp');
        expect((await image.stats()).channels[0].stdev).toBeGreaterThan(15);
      }
      const { body } = heard.at(-1);
      bodyId = body.id;
      expect(body.heightM).toBeCloseTo(1.75, 1);
      const vrm = await (await fetch(`${server.url}/photo-bodies/${secret}/body.vrm`)).arrayBuffer();
      expect(Buffer.from(vrm).toString('latin1')).toContain(GIVER.consent);
    },
    SLOW_MS,
  );

  test(
    'only who holds the secret enters with it; others see it by its address',
    async () => {
      const thief = new StageClient({ url: server.url, name: 'Thief', bodyId, bodySecret: 'guessed' });
      await expect(thief.connect()).rejects.toThrow(/only who made it/);
      const [owner, other] = [
        new StageClient({ url: server.url, name: 'Mina', bodyId, bodySecret: secret }),
        new StageClient({ url: server.url }),
      ];
      await owner.connect();
      await other.connect();
      await settled(() => other.roster.get(owner.netId)?.bodyId).toBe(bodyId);
      const pose = () => other.sampler.sample(other.stageMs()).find(({ netId }) => netId === owner.netId);
      await settled(() => pose()?.hips[1]).toBeGreaterThan(0.7);
      for (const file of ['body.json', 'lod0.glb', 'lod1.glb', 'lod2.glb', `${bodyId}.vrm`])
        expect((await fetch(`${server.url}/assets/bodies/${bodyId}/${file}`)).status).toBe(200);
      expect((await (await fetch(`${server.url}/photo-bodies/${secret}`)).json()).wearers).toBe(1);
      await Promise.all([owner.leave(), other.leave()]);
    },
    SLOW_MS,
  );

  test(
    'is corrected from what was understood',
    async () => {
      const response = await send(
        `/photo-bodies/${secret}/corrections`,
        { heightM: '1.75', hairStyle: 'long', hairColour: '#7a3b1e' },
        photo,
      );
      expect(response.status).toBe(202);
      const heard = await events(secret);
      const steps = heard.filter(({ type }) => type === 'step').map(({ step }) => step);
      expect(steps.some((step) => /^(looking|fitting)/.test(step))).toBe(false);
      const { body } = heard.at(-1);
      expect(body.hair).toEqual({ style: 'long', colour: [122, 59, 30] });
      expect(body.id).not.toBe(bodyId);
      bodyId = body.id;
    },
    SLOW_MS,
  );

  test(
    'deleted, it is gone everywhere: from stage, memory and disk',
    async () => {
      const owner = new StageClient({ url: server.url, name: 'Mina', bodyId, bodySecret: secret });
      await owner.connect();
      const gone = new Promise<string>((resolve) => {
        owner.on('state', ({ state, reason }) => {
          if (state === 'closed') resolve(reason);
        });
      });
      expect((await fetch(`${server.url}/photo-bodies/${secret}`, { method: 'DELETE' })).status).toBe(204);
      expect(await gone).toMatch(/deleted/);
      for (const path of [
        `/photo-bodies/${secret}`,
        `/photo-bodies/${secret}/body.vrm`,
        `/assets/bodies/${bodyId}/body.json`,
        `/assets/bodies/${bodyId}/${bodyId}.vrm`,
      ])
        expect((await fetch(server.url + path)).status, path).toBe(404);
      const again = new StageClient({ url: server.url, bodyId, bodySecret: secret });
      await expect(again.connect()).rejects.toThrow(/there is no body/);
      expect(leftovers()).toEqual([]);
    },
    SLOW_MS,
  );

  test(
    'bad photos are refused with a reason and what to do, and leave nothing',
    async () => {
      const wall = await sharp({ create: { width: 900, height: 1200, channels: 3, background: '#89a' } })
        .jpeg()
        .toBuffer();
      const huge = await sharp({ create: { width: 14_000, height: 14_000, channels: 3, background: '#89a' } })
        .png()
        .toBuffer();
      for (const [bytes, code] of [
        [wall, 'no-person'],
        [huge, 'too-large'],
        [photo.subarray(0, photo.length >> 1), 'broken'],
      ] as const) {
        const response = await send('/photo-bodies', GIVER, bytes);
        expect(response.status).toBe(202);
        const { secret: refused } = await response.json();
        const last = (await events(refused)).at(-1);
        expect(last).toMatchObject({ type: 'refused', code });
        expect(last.advice.length).toBeGreaterThan(10);
      }
      expect(leftovers()).toEqual([]);
    },
    SLOW_MS,
  );
});
