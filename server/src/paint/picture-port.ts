import { pictureSize } from '../gate/picture-size.ts';

/** An image model behind an OpenAI-compatible `images/generations`. Off unless an operator names one. */
export interface PicturePort {
  /** 'remote:' and the model. */
  readonly name: string;
  /** A PNG, JPEG or WebP of the prompt. @throws Error saying what the model did wrong */
  picture(prompt: string, wide: boolean): Promise<{ readonly bytes: Buffer; readonly mime: string }>;
}

export interface PicturePortOptions {
  /** Address up to and with `/v1`. */
  readonly url: string;
  readonly model: string;
  readonly key?: string;
  readonly timeoutMs?: number;
}

export const PICTURE_PORT_LIMITS = {
  timeoutMs: 25_000,
  /** Largest answer, base64 included, bytes; and largest side of a picture, px. */
  answerBytesMax: 12_000_000,
  sidePxMax: 4_096,
  promptMax: 400,
} as const;

/** Speaks with the model; follows no redirect, reads no more than the limits, believes only the picture's own header. */
export function createPicturePort(options: PicturePortOptions): PicturePort {
  const { url, model, key, timeoutMs = PICTURE_PORT_LIMITS.timeoutMs } = options;
  return {
    name: `remote:${model}`,
    async picture(prompt, wide) {
      const response = await fetch(`${url.replace(/\/$/, '')}/images/generations`, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
        headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
        body: JSON.stringify({
          model,
          prompt: prompt.slice(0, PICTURE_PORT_LIMITS.promptMax),
          n: 1,
          size: wide ? '1536x1024' : '1024x1536',
          response_format: 'b64_json',
        }),
      });
      if (!response.ok) {
        await response.body?.cancel();
        throw new Error(`the image model answered HTTP ${response.status}`);
      }
      const answer = JSON.parse((await readBounded(response)).toString('utf8')) as {
        data?: { b64_json?: unknown }[];
      };
      const encoded = answer.data?.[0]?.b64_json;
      if (typeof encoded !== 'string') throw new Error('the image model sent no data[0].b64_json');
      const bytes = Buffer.from(encoded, 'base64');
      const size = pictureSize(bytes);
      const { sidePxMax } = PICTURE_PORT_LIMITS;
      if (!size || size.width < 16 || size.height < 16 || size.width > sidePxMax || size.height > sidePxMax)
        throw new Error('the image model sent no picture of a sane size');
      return { bytes, mime: size.mime };
    },
  };
}

async function readBounded(response: Response): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > PICTURE_PORT_LIMITS.answerBytesMax) throw new Error('the image model sent too much');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
