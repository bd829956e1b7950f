/**
 * A transcription service for tests that really listens: it knows a few sentences by how their loudness goes and answers
 * with the one that the sound it was sent fits best, or with nothing. It speaks the OpenAI protocol over HTTP.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Spoken } from './fake-media.ts';

const STEP_S = 0.04;
/** Correlation from which a sentence is recognised, and how far it may be shifted, s. */
const FIT_MIN = 0.75;
const SHIFT_S = 1;

export interface KnownSentence {
  readonly text: string;
  readonly spoken: Spoken;
}

/** How loud each stretch of 40 ms is, as the root of its root mean square: quiet sounds count too. */
function envelope({ samples, rateHz }: Spoken): number[] {
  const step = Math.round(STEP_S * rateHz);
  return Array.from({ length: Math.floor(samples.length / step) }, (_, i) => {
    const piece = samples.subarray(i * step, (i + 1) * step);
    return Math.sqrt(Math.sqrt(piece.reduce((sum, x) => sum + x * x, 0) / step));
  });
}

/** Correlation of two envelopes at the best shift; what lies outside is silence, so that a longer or shorter one fits worse. */
function fitOf(a: readonly number[], b: readonly number[]): number {
  let best = -1;
  const most = Math.round(SHIFT_S / STEP_S);
  for (let shift = -most; shift <= most; shift++) {
    const from = Math.min(0, shift);
    const to = Math.max(a.length, b.length + shift);
    let [ab, aa, bb, ma, mb] = [0, 0, 0, 0, 0];
    const n = to - from;
    for (let i = from; i < to; i++) {
      const [x, y] = [a[i] ?? 0, b[i - shift] ?? 0];
      [ma, mb] = [ma + x / n, mb + y / n];
      [ab, aa, bb] = [ab + x * y, aa + x * x, bb + y * y];
    }
    const spread = Math.sqrt((aa - n * ma * ma) * (bb - n * mb * mb));
    best = Math.max(best, (ab - n * ma * mb) / (spread || 1));
  }
  return best;
}

/** What a sound says, of the sentences that are known; '' when it is none of them. */
export function recognise(sound: Spoken, known: readonly KnownSentence[]): { text: string; fit: number } {
  const heard = envelope(sound);
  let best = { text: '', fit: FIT_MIN };
  for (const { text, spoken } of known) {
    const fit = fitOf(heard, envelope(spoken));
    if (fit > best.fit) best = { text, fit };
  }
  return best;
}

/** Samples of a WAV file (PCM, mono, 16 bit). */
export function readWav(bytes: Uint8Array): Spoken {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const samples = new Float32Array((bytes.length - 44) / 2);
  for (let i = 0; i < samples.length; i++) samples[i] = view.getInt16(44 + i * 2, true) / 32_768;
  return { samples, rateHz: view.getUint32(24, true) };
}

export interface FakeEars {
  /** Address up to /v1. */
  readonly url: string;
  /** Everything it was asked: length of the sound (s), language, and what it answered. */
  readonly asked: { readonly seconds: number; readonly language: string; readonly text: string }[];
  close(): void;
}

/** Starts the service on a free port. */
export async function startEars(known: readonly KnownSentence[]): Promise<FakeEars> {
  const asked: FakeEars['asked'] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    if (request.url !== '/v1/audio/transcriptions') return response.writeHead(404).end();
    const type = request.headers['content-type'] ?? '';
    const form = await new Response(Buffer.concat(pieces), { headers: { 'content-type': type } }).formData();
    const sound = readWav(new Uint8Array(await (form.get('file') as File).arrayBuffer()));
    const { text } = recognise(sound, known);
    const seconds = sound.samples.length / sound.rateHz;
    asked.push({ seconds, language: String(form.get('language')), text });
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ text }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/v1`,
    asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
