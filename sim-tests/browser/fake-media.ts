import { writeFileSync } from 'node:fs';
import { toWav } from '@troupe/server/voice';
import type { Picture } from '../tests/posed-people.ts';
import { awaitVoice } from '../tools/say.ts';

/** A sentence as sound, -1..1. */
export interface Spoken {
  readonly samples: Float32Array;
  readonly rateHz: number;
}

/** Has eSpeak NG say sentences. @throws Error when it is not installed */
export async function speakAll(sentences: readonly string[]): Promise<Spoken[]> {
  const voice = await awaitVoice({ lineMs: 60_000 });
  try {
    const spoken: Spoken[] = [];
    for (const [i, text] of sentences.entries()) {
      const line = await voice.speak({
        key: `${i}`,
        text,
        locale: 'en',
        variant: 'm3',
        pitch: 45,
        range: 50,
        rate: 150,
      });
      spoken.push({ samples: Float32Array.from(line.pcm, (x) => x / 32_768), rateHz: line.rateHz });
    }
    return spoken;
  } finally {
    await voice.close();
  }
}

/** Writes what a fake microphone plays over and over: silence with a little noise, the sentence, silence. */
export function writeMicrophone(
  path: string,
  { samples, rateHz }: Spoken,
  beforeS: number,
  afterS: number,
): void {
  const before = Math.round(beforeS * rateHz);
  const pcm = new Int16Array(before + samples.length + Math.round(afterS * rateHz));
  let seed = 7;
  for (let i = 0; i < pcm.length; i++) {
    seed = (seed * 1_664_525 + 1_013_904_223) >>> 0;
    const sound = samples[i - before] ?? 0;
    pcm[i] = Math.round(Math.max(-1, Math.min(1, sound * 0.7 + (seed / 2 ** 31 - 1) * 0.001)) * 32_767);
  }
  writeFileSync(path, toWav(pcm, rateHz));
}

/** Writes what a fake camera shows over and over (YUV4MPEG2, 4:2:0). @param frames pictures of even sides, and for how many frames each */
export function writeCamera(path: string, frames: readonly (readonly [Picture, number])[], hz: number): void {
  const [{ width, height }] = frames[0];
  const parts: Uint8Array[] = [Buffer.from(`YUV4MPEG2 W${width} H${height} F${hz}:1 Ip A1:1 C420jpeg\n`)];
  for (const [picture, count] of frames) {
    const planes = planesOf(picture);
    for (let i = 0; i < count; i++) parts.push(Buffer.from('FRAME\n'), planes);
  }
  writeFileSync(path, Buffer.concat(parts));
}

/** Luma and thinned-out chroma after BT.601. */
function planesOf({ data, width, height }: Picture): Uint8Array {
  const luma = width * height;
  const out = new Uint8Array((luma * 3) / 2);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [r, g, b] = data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3);
      out[y * width + x] = Math.round(16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255);
      if (x % 2 || y % 2) continue;
      const at = luma + (y / 2) * (width / 2) + x / 2;
      out[at] = Math.round(128 + (-37.797 * r - 74.203 * g + 112 * b) / 255);
      out[at + luma / 4] = Math.round(128 + (112 * r - 93.786 * g - 18.214 * b) / 255);
    }
  }
  return out;
}
