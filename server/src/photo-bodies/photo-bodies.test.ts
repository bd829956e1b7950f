import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { PhotoResult } from '@troupe/avatars/photo';
import { PhotoRefused } from '@troupe/avatars/photo-refusal';
import type { PhotoRun } from '@troupe/avatars/photo-run';
import express from 'express';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PhotoBodiesLimits } from './limits.ts';
import { createPhotoBodies, type PhotoBodies } from './photo-bodies.ts';

const JPEG = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 0xff, 0xd9]);
const CONSENT = { giver: 'Mina', consent: 'I am the person in this photo.' };

/** A run that a test ends when it likes. */
interface Run {
  readonly photo: Uint8Array;
  readonly options: PhotoRun;
  done(): void;
  refuse(): void;
}

let nowMs = 0;
let runs: Run[] = [];
let server: Server;
let photo: PhotoBodies;
let url = '';
const problems: string[] = [];

function result(run: PhotoRun): PhotoResult {
  const id = run.stageId!;
  const bytes = new TextEncoder().encode(id);
  return {
    vrm: bytes,
    sheet: undefined,
    stage: { lods: [bytes, bytes, bytes], body: { id, triangles: { lods: [3, 2, 1] } } },
    report: { look: { hair: { style: 'bob', colour: [1, 2, 3] } }, assumed: [], surface: {} },
    understood: { photoSha256: 'x' },
    peakMiB: 1,
  } as unknown as PhotoResult;
}

/** Stands in for the process that works on a photo. */
const work = (bytes: Uint8Array, options: PhotoRun): Promise<PhotoResult> =>
  new Promise((resolve, reject) => {
    options.signal?.addEventListener('abort', () => reject(new Error('cancelled')));
    runs.push({
      photo: bytes,
      options,
      done: () => resolve(result(options)),
      refuse: () => reject(new PhotoRefused('no-person', 'There is no person.', 'Send another.')),
    });
  });

async function open(limits: Partial<PhotoBodiesLimits> = {}): Promise<void> {
  photo = createPhotoBodies({
    modelFolder: '',
    nowMs: () => nowMs,
    origins: { allowed: [] },
    onProblem: (message) => problems.push(message),
    limits: { startsBurst: 100, ...limits },
    work,
  });
  const app = express();
  photo.mount(app);
  server = createServer(app);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function form(fields: Record<string, string>, bytes?: Uint8Array): FormData {
  const out = new FormData();
  for (const [key, value] of Object.entries(fields)) out.set(key, value);
  if (bytes) out.set('photo', new Blob([bytes as Uint8Array<ArrayBuffer>]), 'me.jpg');
  return out;
}

const post = (path: string, body?: FormData, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}${path}`, { method: 'POST', body, headers });

async function start(fields: Record<string, string> = {}, bytes = JPEG): Promise<string> {
  const response = await post('/photo-bodies', form({ ...CONSENT, ...fields }, bytes));
  expect(response.status).toBe(202);
  return (await response.json()).secret;
}

const state = async (secret: string) => (await fetch(`${url}/photo-bodies/${secret}`)).json();
const run = (i: number): Promise<Run> =>
  expect
    .poll(() => runs[i])
    .toBeDefined()
    .then(() => runs[i]);

/** Starts one photo and brings it to its end. */
async function made(fields: Record<string, string> = {}): Promise<string> {
  const at = runs.length;
  const secret = await start(fields);
  (await run(at)).done();
  await expect.poll(async () => (await state(secret)).state).toBe('done');
  return secret;
}

beforeEach(async () => {
  nowMs = 0;
  runs = [];
  problems.length = 0;
  await open();
});

afterEach(() => {
  photo.close();
  server.closeAllConnections();
  server.close();
});

describe('photos over HTTP', () => {
  test('steps and pictures arrive as events, then the body; the photo is let go', async () => {
    const secret = await start({ heightM: '1.72', presentation: 'neutral', hairColour: '#102030' });
    const first = await run(0);
    expect(first.photo).toEqual(JPEG);
    expect(first.options.wishes).toEqual({
      author: 'Mina',
      consent: CONSENT.consent,
      heightM: 1.72,
      presentation: 0.5,
      hair: { colour: [16, 32, 48] },
    });
    const events = await fetch(`${url}/photo-bodies/${secret}/events`);
    expect(events.headers.get('content-type')).toBe('text/event-stream');
    first.options.tell?.('looking: person');
    first.options.show?.({ name: 'mask', bytes: new Uint8Array([1]) });
    first.done();
    const heard = await events.text();
    const types = [...heard.matchAll(/^event: (.*)$/gm)].map((match) => match[1]);
    expect(types.slice(-3)).toEqual(['step', 'preview', 'done']);
    expect(heard).toContain('data:image/webp;base64,AQ==');
    const job = photo.store.job(secret);
    expect([job.photo, job.previews]).toEqual([undefined, []]);
    const { body } = await state(secret);
    expect(body.id).toMatch(/^photo-[0-9a-f]{16}$/);
    const vrm = await fetch(`${url}/photo-bodies/${secret}/body.vrm`);
    expect(await vrm.text()).toBe(body.id);
    expect(vrm.headers.get('cache-control')).toBe('no-store');
    for (const name of ['lod0.glb', 'lod2.glb', `${body.id}.vrm`])
      expect(await (await fetch(`${url}/assets/bodies/${body.id}/${name}`)).text()).toBe(body.id);
    expect((await fetch(`${url}/assets/bodies/${body.id}/lod3.glb`)).status).toBe(404);
  });

  test('without a giver and their consent nothing starts', async () => {
    const lacking: Record<string, string>[] = [{}, { giver: 'Mina' }, { ...CONSENT, consent: 'ok' }];
    for (const fields of lacking) {
      const response = await post('/photo-bodies', form(fields, JPEG));
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'no-consent', advice: /licence/ });
    }
    expect(runs).toEqual([]);
  });

  test.each([
    ['heightM', '9', /heightM/],
    ['ageYears', '12', /ageYears/],
    ['hairStyle', 'mohawk', /hairStyle/],
    ['hairColour', 'red', /rrggbb/],
  ])('a field out of range is named: %s=%s', async (field, value, message) => {
    const response = await post('/photo-bodies', form({ ...CONSENT, [field]: value }, JPEG));
    expect(response.status).toBe(400);
    expect((await response.json()).message).toMatch(message);
  });

  test.each([
    ['empty', new Uint8Array(0)],
    ['not-an-image', new TextEncoder().encode('hello, I am a text')],
    ['animated', new TextEncoder().encode('GIF89a and so on')],
    ['two-formats', Uint8Array.from([...JPEG, ...new TextEncoder().encode('PK\u0003\u0004')])],
  ])('bytes that are no photo are refused at once: %s', async (code, bytes) => {
    const response = await post('/photo-bodies', form(CONSENT, bytes));
    expect(response.status).toBe(422);
    const told = await response.json();
    expect(told.code).toBe(code);
    expect(told.advice.length).toBeGreaterThan(10);
    expect(photo.store.size).toBe(0);
  });

  test('a photo that is refused leaves nothing but the reason', async () => {
    const secret = await start();
    (await run(0)).refuse();
    await expect.poll(async () => (await state(secret)).state).toBe('refused');
    expect((await state(secret)).trouble).toEqual({
      code: 'no-person',
      message: 'There is no person.',
      advice: 'Send another.',
    });
    expect(photo.store.job(secret).photo).toBeUndefined();
    nowMs += 400_000;
    expect((await fetch(`${url}/photo-bodies/${secret}`)).status).toBe(200);
    photo.store.sweep();
    expect((await fetch(`${url}/photo-bodies/${secret}`)).status).toBe(404);
  });

  test('one is worked on, the others wait in a bounded line', async () => {
    photo.close();
    server.close();
    await open({ waitingMax: 2 });
    const secrets = [await start(), await start(), await start()];
    expect(runs).toHaveLength(1);
    const full = await post('/photo-bodies', form(CONSENT, JPEG));
    expect([full.status, (await full.json()).code]).toEqual([503, 'busy']);
    expect(full.headers.get('retry-after')).toBe('30');
    await post(`/photo-bodies/${secrets[1]}/cancel`);
    expect((await state(secrets[1])).state).toBe('cancelled');
    runs[0].done();
    await run(1);
    expect((await state(secrets[2])).state).toBe('working');
  });

  test('cancelling ends the work and what there is of the photo', async () => {
    const secret = await start();
    const first = await run(0);
    const events = await fetch(`${url}/photo-bodies/${secret}/events`);
    await post(`/photo-bodies/${secret}/cancel`);
    expect(first.options.signal?.aborted).toBe(true);
    expect(await events.text()).toMatch(/event: cancelled/);
    expect(photo.store.job(secret).photo).toBeUndefined();
    await made();
  });

  test('deleting takes everything at once and tells the stage', async () => {
    const gone: string[] = [];
    photo.store.onGone = (id) => gone.push(id);
    const secret = await made({ keepPhoto: 'yes' });
    const job = photo.store.job(secret);
    const { id } = job.body!;
    expect(job.photo).toBeDefined();
    expect((await fetch(`${url}/photo-bodies/${secret}`, { method: 'DELETE' })).status).toBe(204);
    expect([job.photo, job.body, job.understood, job.previews, job.wishes]).toEqual([
      undefined,
      undefined,
      undefined,
      [],
      {},
    ]);
    expect(gone).toEqual([id]);
    expect(photo.store.size).toBe(0);
    for (const path of [
      `/photo-bodies/${secret}`,
      `/assets/bodies/${id}/body.json`,
      `/assets/bodies/${id}/${id}.vrm`,
    ])
      expect((await fetch(url + path)).status).toBe(404);
  });

  test('a correction uses what was understood, and needs the photo again unless it was kept', async () => {
    const secret = await made();
    const before = (await state(secret)).body.id;
    const missing = await post(`/photo-bodies/${secret}/corrections`, form({ hairStyle: 'long' }));
    expect([missing.status, (await missing.json()).code]).toEqual([409, 'photo-needed']);
    const again = await post(`/photo-bodies/${secret}/corrections`, form({ hairStyle: 'long' }, JPEG));
    expect(again.status).toBe(202);
    const second = await run(1);
    expect(second.options.known).toEqual({ photoSha256: 'x' });
    expect(second.options.wishes).toMatchObject({ author: 'Mina', hair: { style: 'long' } });
    expect((await state(secret)).body.id).toBe(before);
    second.done();
    await expect.poll(async () => (await state(secret)).body.id).not.toBe(before);
    expect((await fetch(`${url}/assets/bodies/${before}/body.json`)).status).toBe(404);
    const kept = await made({ keepPhoto: 'yes' });
    expect((await post(`/photo-bodies/${kept}/corrections`, form({ heightM: '1.8' }))).status).toBe(202);
  });

  test('a body nobody wears is forgotten after its time; a worn one stays', async () => {
    const [worn, left] = [await made(), await made()];
    const { id } = photo.store.job(worn).body!;
    expect(photo.store.mayWear(id, worn)).toBe(true);
    expect(photo.store.mayWear(id, left)).toBe(false);
    photo.store.worn(id, 1);
    nowMs += 4_000_000;
    photo.store.sweep();
    expect([(await state(worn)).state, (await state(left)).code]).toEqual(['done', 'unknown']);
    photo.store.worn(id, -1);
    nowMs += 4_000_000;
    photo.store.sweep();
    expect(photo.store.size).toBe(0);
  });

  test('uploads are bounded, in bytes and by address, and come from our own page', async () => {
    photo.close();
    server.close();
    await open({ uploadBytesMax: 2_000, startsBurst: 3 });
    const large = await post('/photo-bodies', form(CONSENT, new Uint8Array(5_000)));
    expect([large.status, (await large.json()).code]).toEqual([413, 'too-large']);
    const foreign = await post('/photo-bodies', form(CONSENT, JPEG), { origin: 'https://elsewhere.example' });
    expect(foreign.status).toBe(403);
    const plain = await fetch(`${url}/photo-bodies`, { method: 'POST', body: 'photo' });
    expect(plain.status).toBe(415);
    await start();
    const often = await post('/photo-bodies', form(CONSENT, JPEG));
    expect([often.status, (await often.json()).code]).toEqual([429, 'too-often']);
  });

  test('who is turned away while still sending hears why', async () => {
    photo.close();
    server.close();
    await open({ uploadBytesMax: 20_000_000, startsBurst: 1 });
    await start();
    const sending = request(`${url}/photo-bodies`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x', 'content-length': 2_000 },
    });
    const answer = new Promise<IncomingMessage>((resolve, reject) => {
      sending.once('response', resolve).once('error', reject);
    });
    let answered = false;
    void answer.then(() => (answered = true));
    sending.write(new Uint8Array(1_000));
    await new Promise((later) => setTimeout(later, 150));
    expect(answered).toBe(false);
    sending.end(new Uint8Array(1_000));
    const often = await answer;
    expect([often.statusCode, JSON.parse(await text(often)).code]).toEqual([429, 'too-often']);
  });

  test('an upload without a length that grows too large is told so', async () => {
    photo.close();
    server.close();
    await open({ uploadBytesMax: 100_000 });
    let left = 40;
    const body = new ReadableStream({
      pull(to) {
        if (left-- > 0) to.enqueue(new Uint8Array(4_000));
        else to.close();
      },
    });
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const large = await fetch(`${url}/photo-bodies`, {
      method: 'POST',
      body,
      headers,
      duplex: 'half',
    } as RequestInit);
    expect([large.status, (await large.json()).code]).toEqual([413, 'too-large']);
    nowMs += 15_000;
    await start();
  });

  test('further photos go along, bounded, and are let go with the first', async () => {
    const body = form({ ...CONSENT, glasses: 'no' }, JPEG);
    for (let k = 0; k < 2; k++) body.append('also', new Blob([JPEG]), `side${k}.jpg`);
    const { secret } = await (await post('/photo-bodies', body)).json();
    const first = await run(0);
    expect(first.options.also?.map((bytes) => bytes.length)).toEqual([JPEG.length, JPEG.length]);
    expect(first.options.wishes).toMatchObject({ glasses: false });
    first.done();
    await expect.poll(async () => (await state(secret)).state).toBe('done');
    expect(photo.store.job(secret).also).toEqual([]);
    for (let k = 0; k < 3; k++) body.append('also', new Blob([JPEG]), 'more.jpg');
    const many = await post('/photo-bodies', body);
    expect([many.status, (await many.json()).code]).toEqual([400, 'too-many-photos']);
    body.delete('also');
    body.append('also', new Blob([Uint8Array.from([1, 2, 3])]), 'text.txt');
    expect((await post('/photo-bodies', body)).status).toBe(422);
  });

  test('a form cut short is refused', async () => {
    const broken = await fetch(`${url}/photo-bodies`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: '--x\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\nabc',
    });
    expect([broken.status, (await broken.json()).code]).toEqual([400, 'bad-form']);
    expect(problems).toEqual([]);
  });
});
