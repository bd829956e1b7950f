import type { IncomingMessage } from 'node:http';
import type { PhotoWishes } from '@troupe/avatars/photo';
import { z } from 'zod';
import { HttpTrouble } from './http-trouble.ts';

const HAIR_STYLES = ['none', 'crop', 'short', 'swept', 'bob', 'shoulder', 'long', 'updo'] as const;
const PRESENTATION: Readonly<Record<string, number>> = { feminine: 0, neutral: 0.5, masculine: 1 };
/** Control characters have no place in a name or a consent. */
const words = (most: number) =>
  z
    .string()
    .transform((text) => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim())
    .pipe(z.string().max(most));
/** A field that is left empty was not told. */
const told = <T extends z.ZodType>(kind: T) =>
  z.preprocess((value) => (value === '' || value === null ? undefined : value), kind.optional());

const YES = ['yes', 'true', 'on', '1'];

const FIELDS = z.object({
  name: told(words(40)),
  giver: told(words(80)),
  consent: told(words(400)),
  heightM: told(z.coerce.number().min(1.2).max(2.3)),
  presentation: told(
    z.preprocess((value) => PRESENTATION[String(value)] ?? value, z.coerce.number().min(0).max(1)),
  ),
  ageYears: told(z.coerce.number().min(18).max(110)),
  hairStyle: told(z.enum(HAIR_STYLES)),
  hairColour: told(z.string().regex(/^#[0-9a-f]{6}$/i, 'a colour as #rrggbb')),
  glasses: told(z.enum(['yes', 'no'])),
  keepPhoto: told(z.string().transform((text) => YES.includes(text))),
});

/** What somebody sent: a photo, or none, further ones of the same person, and words about them. */
export interface Upload {
  readonly photo: Uint8Array | undefined;
  /** Files called "also", in order. */
  readonly also: readonly Uint8Array[];
  readonly wishes: PhotoWishes;
  readonly keepPhoto: boolean;
}

/**
 * Reads an upload (multipart/form-data) into memory; nothing touches the disk.
 *
 * @throws HttpTrouble 400, 408, 413 or 415 saying what to send instead
 */
export async function readUpload(
  request: IncomingMessage,
  limits: {
    readonly uploadBytesMax: number;
    readonly uploadSecondsMax: number;
    readonly furtherPhotosMax: number;
  },
): Promise<Upload> {
  const kind = request.headers['content-type'] ?? '';
  if (!kind.startsWith('multipart/form-data')) {
    throw new HttpTrouble(
      415,
      'not-a-form',
      `The upload is ${kind || 'of no kind'}.`,
      'Send multipart/form-data.',
    );
  }
  const bytes = await readBytes(request, limits);
  let form: FormData;
  try {
    form = await new Response(bytes, { headers: { 'content-type': kind } }).formData();
  } catch {
    throw new HttpTrouble(400, 'bad-form', 'The form cannot be read.', 'Send multipart/form-data anew.');
  }
  const file = form.get('photo');
  const photo = file instanceof Blob ? new Uint8Array(await file.arrayBuffer()) : undefined;
  const files = form.getAll('also').filter((value) => value instanceof Blob);
  if (files.length > limits.furtherPhotosMax) {
    throw new HttpTrouble(
      400,
      'too-many-photos',
      `There are ${files.length} further photos.`,
      `Send ${limits.furtherPhotosMax} at most: a close-up of the face and a view of the back say most.`,
    );
  }
  const also = await Promise.all(files.map(async (one) => new Uint8Array(await one.arrayBuffer())));
  const fields = FIELDS.safeParse(
    Object.fromEntries([...form].filter(([, value]) => typeof value === 'string')),
  );
  if (!fields.success) {
    const issue = fields.error.issues[0];
    throw new HttpTrouble(
      400,
      'bad-field',
      `${issue.path.join('.')}: ${issue.message}`,
      'Correct this field or leave it out.',
    );
  }
  return { photo, also, wishes: wishesOf(fields.data), keepPhoto: fields.data.keepPhoto ?? false };
}

function wishesOf(fields: z.infer<typeof FIELDS>): PhotoWishes {
  const { giver, hairStyle, hairColour, glasses, keepPhoto: _, ...rest } = fields;
  const colour = hairColour && [1, 3, 5].map((at) => Number.parseInt(hairColour.slice(at, at + 2), 16));
  const hair = {
    ...(hairStyle ? { style: hairStyle } : {}),
    ...(colour ? { colour: [colour[0], colour[1], colour[2]] as const } : {}),
  };
  const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const worn = glasses ? { glasses: glasses === 'yes' } : {};
  return { ...known, ...worn, ...(giver ? { author: giver } : {}), ...(hairStyle || colour ? { hair } : {}) };
}

async function readBytes(
  request: IncomingMessage,
  { uploadBytesMax, uploadSecondsMax }: { uploadBytesMax: number; uploadSecondsMax: number },
): Promise<Buffer<ArrayBuffer>> {
  const tooLarge = () =>
    new HttpTrouble(
      413,
      'too-large',
      `The upload is larger than ${Math.floor(uploadBytesMax / 1e6)} MB.`,
      'Scale the photo down to 4,000 pixels on the longer side.',
    );
  if (Number(request.headers['content-length'] ?? 0) > uploadBytesMax) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    request.destroy();
  }, uploadSecondsMax * 1000);
  try {
    // Whoever sends too much is to be told so: the connection outlives the reading.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > uploadBytesMax) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof HttpTrouble) throw error;
    const why = late ? `The upload took longer than ${uploadSecondsMax} s.` : 'The upload broke off.';
    throw new HttpTrouble(408, 'upload-broke', why, 'Send it again.');
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks);
}
