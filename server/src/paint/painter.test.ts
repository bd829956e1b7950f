import { createServer, type Server } from 'node:http';
import { planPainting } from '@troupe/avatars/paint';
import { afterEach, describe, expect, test } from 'vitest';
import { pictureSize } from '../gate/picture-size.ts';
import { createPainter, type PaintedMessage } from './painter.ts';
import { createPicturePort, type PicturePort } from './picture-port.ts';
import { pngOf } from './png.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const picture = (widthPx: number, heightPx: number): Buffer =>
  pngOf({ widthPx, heightPx, rgba: new Uint8ClampedArray(widthPx * heightPx * 4).fill(128) });

/** A server that answers `images/generations` as it is told, and keeps what it was asked. */
async function model(
  answer: (body: { prompt: string; size: string }) => {
    status?: number;
    text?: string;
    hang?: boolean;
    location?: string;
  },
): Promise<{ url: string; asked: { prompt: string; auth: string }[] }> {
  const asked: { prompt: string; auth: string }[] = [];
  const server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => {
      text += part;
    });
    request.on('end', () => {
      const body = JSON.parse(text);
      asked.push({ prompt: body.prompt, auth: request.headers.authorization ?? '' });
      const { status = 200, text: told = '', hang, location } = answer(body);
      if (hang) return;
      response.writeHead(status, { 'content-type': 'application/json', ...(location ? { location } : {}) });
      response.end(told);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}/v1`, asked };
}

const told = (bytes: Buffer): string => JSON.stringify({ data: [{ b64_json: bytes.toString('base64') }] });

async function paintOnce(
  remote?: PicturePort,
): Promise<{ message: PaintedMessage; painter: ReturnType<typeof createPainter>; problems: string[] }> {
  const problems: string[] = [];
  const painter = createPainter({
    remote,
    widthPx: 96,
    tilePx: 64,
    onProblem: (problem) => problems.push(problem),
  });
  open.push(() => painter.close());
  const plan = planPainting('a dragon', { seed: 2 });
  const message = await new Promise<PaintedMessage>((done) =>
    painter.ask([{ id: 7, plan, prompt: 'a dragon' }], done),
  );
  return { message, painter, problems };
}

describe('the painter', () => {
  test('paints offline: a PNG by its hash, its strokes, and a tile whose bytes are the same each time', async () => {
    const { message, painter, problems } = await paintOnce();
    expect(message).toMatchObject({ type: 'painted', id: 7, brain: 'offline' });
    expect(message.strokes).toBeGreaterThan(100);
    const kept = painter.get(message.sha)!;
    expect(pictureSize(kept.bytes)).toMatchObject({ mime: 'image/png', width: 96, height: 120 });
    expect(JSON.parse(kept.strokes!)).toHaveLength(message.strokes);
    const tile = (await painter.tileOf(message.sha))!;
    expect(pictureSize(tile)).toMatchObject({ width: 64, height: 64 });
    expect(await painter.tileOf(message.sha)).toBe(tile);
    expect(await painter.tileOf('0'.repeat(64))).toBeUndefined();
    expect(problems).toEqual([]);
    const again = await paintOnce();
    expect(again.message.sha).toBe(message.sha);
  });

  test('asks an image model first, with its key, and says so', async () => {
    const { url, asked } = await model(() => ({ text: told(picture(64, 96)) }));
    const { message, painter } = await paintOnce(createPicturePort({ url, model: 'brush-1', key: 'k' }));
    expect(message.brain).toBe('remote:brush-1');
    expect(asked).toEqual([{ prompt: 'A dragon. a dragon', auth: 'Bearer k' }]);
    expect(painter.get(message.sha)).toMatchObject({ mime: 'image/png', strokes: undefined });
    // Its picture has no strokes, but the same plan is cloth all the same.
    expect(pictureSize((await painter.tileOf(message.sha))!)?.width).toBe(64);
  });

  test.each([
    ['an error', () => ({ status: 500, text: '{}' })],
    ['no JSON', () => ({ text: 'oops' })],
    ['no picture', () => ({ text: JSON.stringify({ data: [{ url: 'http://elsewhere/x.png' }] }) })],
    [
      'something that is no picture',
      () => ({ text: told(Buffer.from('<svg onload="alert(1)"/>'.repeat(9))) }),
    ],
    ['a picture that is too large', () => ({ text: told(bomb()) })],
    ['too much', () => ({ text: told(Buffer.alloc(12_000_000)) })],
    [
      'a way elsewhere',
      () => ({ status: 307, text: '', location: 'http://127.0.0.1:9/v1/images/generations' }),
    ],
    ['silence', () => ({ hang: true })],
  ])('paints by itself when the model sends %s', async (_, answer) => {
    const { url } = await model(answer);
    const { message, problems } = await paintOnce(createPicturePort({ url, model: 'm', timeoutMs: 1_500 }));
    expect(message.brain).toBe('offline');
    expect(message.sha).toMatch(/^[0-9a-f]{64}$/);
    expect(problems).toHaveLength(1);
  });
});

/** A small PNG whose header says that it is 30,000 pixels wide. */
function bomb(): Buffer {
  const bytes = picture(16, 16);
  bytes.writeUInt32BE(30_000, 16);
  return bytes;
}
