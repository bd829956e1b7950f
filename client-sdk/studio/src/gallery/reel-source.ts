import {
  type Clip,
  footContacts,
  listTakes,
  readClip,
  refuseLarge,
  retargetClip,
  toePlaces,
} from '@troupe/avatars/clip';
import { decodeReel, type MotionReel } from '@troupe/client-sdk/protocol';
import type { GalleryBody } from '@troupe/client-sdk/three';

/** What the server has to show. */
export interface GalleryList {
  readonly styles: readonly string[];
  /** Those of the styles that are no recordings' own but made from one. */
  readonly derived: readonly string[];
  readonly actions: readonly string[];
  readonly bodies: readonly { id: string; name: { en: string; ko: string } }[];
}

/** A file somebody gave the page: one entry for each animation in it. */
export interface GivenClip {
  readonly id: string;
  readonly clip: Clip;
}

async function get(url: string): Promise<Response> {
  const response = await fetch(url);
  if (response.ok) return response;
  const told = await response.json().catch(() => undefined);
  throw new Error(told?.error ?? `HTTP ${response.status}`);
}

export async function fetchList(base: string): Promise<GalleryList> {
  return (await get(`${base}motion/gallery/list`)).json();
}

export async function fetchBody(base: string, id: string): Promise<GalleryBody> {
  return (await get(`${base}assets/bodies/${id}/body.json`)).json();
}

/** @throws Error in the server's words */
export async function fetchReel(
  base: string,
  asked: { kind: 'style' | 'action'; name: string; body: string; seed: number },
): Promise<MotionReel> {
  const query = new URLSearchParams({ ...asked, seed: String(asked.seed) });
  const response = await get(`${base}motion/gallery/reel?${query}`);
  return decodeReel(new Uint8Array(await response.arrayBuffer()));
}

/** Reads a file in the browser; it is sent nowhere. @throws ClipError */
export async function readGiven(file: File): Promise<GivenClip[]> {
  refuseLarge(file.size, file.name);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const takes = listTakes(bytes, file.name);
  if (takes.length <= 1) return [{ id: file.name, clip: readClip(bytes, file.name, { pose: true }) }];
  return takes.map((take, i) => ({
    id: `${file.name} · ${take}`,
    clip: readClip(bytes, file.name, { take: String(i), pose: true }),
  }));
}

/** A clip on a body, as a reel. */
export function reelOfClip(given: GivenClip, body: GalleryBody): MotionReel {
  const worn = retargetClip(given.clip, body);
  const contacts = footContacts(worn);
  const toes = toePlaces(worn);
  const footTargets = Float32Array.from(toes, (value, i) => {
    const foot = Math.floor(i / 3) % 2;
    return contacts[Math.floor(i / 6)] & (1 << foot) ? value : Number.NaN;
  });
  const { fps, frames, hips, joints } = worn;
  return {
    kind: 'clip',
    name: given.id,
    body: body.id,
    fps,
    frames,
    marks: [],
    hips,
    joints,
    contacts,
    footTargets,
  };
}
