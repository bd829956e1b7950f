import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toWav } from '../voice/wav.ts';
import { judgeWav } from './judge-wav.ts';
import { OpenAiTranscriber, type TranscriberOptions } from './openai-transcriber.ts';

const sound = (seconds: number, rateHz = 16_000): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(toWav(new Int16Array(Math.round(seconds * rateHz)).fill(900), rateHz));

describe('a sentence as sound', () => {
  test('is PCM of a bounded length', () => {
    expect(judgeWav(sound(1.5))).toEqual({ ok: true, seconds: 1.5 });
  });
  const cut = sound(1).slice(0, 20_000);
  const stereo = sound(1);
  stereo[22] = 2;
  test.each([
    ['no WAV', new Uint8Array(60), /send a WAV/],
    ['nothing', new Uint8Array(), /send a WAV/],
    ['cut short', cut, /cut short/],
    ['two channels', stereo, /one channel/],
    ['a click', sound(0.05), /0\.1 s/],
    ['a speech', sound(60, 8_000), /60\.0 s|bytes/],
    ['a strange rate', sound(1, 96_000), /96000/],
  ])('%s is refused', (_name, bytes, message) => {
    const judged = judgeWav(bytes);
    expect(judged.ok ? '' : judged.message).toMatch(message);
  });
});

let behave: (form: FormData, key: string, response: ServerResponse) => void;
const server = createServer(async (request, response) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  const type = request.headers['content-type']!;
  const form = await new Response(Buffer.concat(pieces), { headers: { 'content-type': type } }).formData();
  behave(form, request.headers.authorization ?? '', response);
});
let url = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}/v1`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
const problems: string[] = [];
const transcriber = (over: Partial<TranscriberOptions> = {}): OpenAiTranscriber =>
  new OpenAiTranscriber({ url, model: 'x/small', onProblem: (why) => problems.push(why), ...over });

describe('a transcriber behind the protocol', () => {
  test('gets the file, the model, the language and the key; words come back in one plain line', async () => {
    behave = async (form, key, response) => {
      const file = form.get('file') as File;
      expect([form.get('model'), form.get('language'), key]).toEqual(['x/small', 'ko', 'Bearer k']);
      expect((await file.arrayBuffer()).byteLength).toBe(sound(1).length);
      response.end(JSON.stringify({ text: ' 안녕\n하세요 [BLANK_AUDIO] ' }));
    };
    expect(await transcriber({ key: 'k' }).write(sound(1), 'ko')).toEqual({ ok: true, text: '안녕 하세요' });
  });
  test.each([
    ['an error', (r: ServerResponse) => r.writeHead(500).end(), /answers 500/],
    ['no JSON', (r: ServerResponse) => r.end('<html>'), /JSON/],
    ['no text', (r: ServerResponse) => r.end('{"segments":[]}'), /without "text"/],
    ['a flood', (r: ServerResponse) => r.end('x'.repeat(100_000)), /more than 65536/],
    ['another address', (r: ServerResponse) => r.writeHead(302, { location: '/x' }).end(), /fetch failed/],
    ['silence', () => {}, /no answer within 100 ms/],
  ])('%s: nothing is understood, and the guest is told', async (_name, answer, why) => {
    behave = (_form, _key, response) => answer(response);
    const got = await transcriber({ wholeMs: 100 }).write(sound(1), 'en');
    expect(got).toMatchObject({ ok: false, code: 'away' });
    expect(problems.at(-1)).toMatch(why);
  });
  test('four at once and no more; one that keeps failing is left alone', async () => {
    const open: ServerResponse[] = [];
    behave = (_form, _key, response) => open.push(response);
    const ear = transcriber();
    const first = Array.from({ length: 4 }, () => ear.write(sound(1), 'en'));
    expect(await ear.write(sound(1), 'en')).toMatchObject({ ok: false, code: 'busy' });
    await expect.poll(() => open.length).toBe(4);
    for (const response of open) response.writeHead(503).end();
    await Promise.all(first);
    expect(await ear.write(sound(1), 'en')).toMatchObject({ ok: false, code: 'away' });
    expect(open).toHaveLength(4);
  });
});
