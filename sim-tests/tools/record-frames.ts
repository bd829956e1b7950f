// CONTRIBUTOR NOTES
// The record is replayed here, tick by tick, and the page is only a brush: it keeps its own moment, is given everybody's
// pose of one moment of the record, and draws one picture. So a slow machine takes longer and loses no frame, and two runs
// draw the same.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quatSlerp } from '@troupe/avatars/maths';
import { JOINT_COUNT } from '@troupe/avatars/skeleton';
import type { ShowMessage } from '@troupe/client-sdk/protocol';
import { refuseOtherAssets } from '@troupe/server/open-recorded';
import { openStage } from '@troupe/server/open-stage';
import { readRecord, replay } from '@troupe/server/record';
import { showMessage } from '@troupe/server/rooms';
import { FACE_WEIGHTS, TICK_HZ, TICK_MS, type World } from '@troupe/server/world';
import type { Page } from 'playwright-core';
import type {} from '../../client-sdk/studio/src/lib/probe.ts';
import { findBrowser, launchBrowser } from '../browser/launch-browser.ts';
import { serveChild } from '../browser/serve-child.ts';

const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const WAIT_MS = 240_000;
const READY_POLL_MS = 100;
/** While the page opens it is small: software GL then does not starve it. */
const OPENING = { width: 320, height: 180 } as const;

export interface FramesOptions {
  readonly record: string;
  readonly folder: string;
  readonly fps: number;
  readonly fromS: number;
  readonly toS: number;
  readonly width: number;
  readonly height: number;
  /** Folder of the clips it was recorded with. */
  readonly clips: string | undefined;
  readonly onFrame: (done: number) => void;
}

/** Everybody at one moment, as the page is told. */
interface Moment {
  readonly atMs: number;
  readonly people: readonly {
    readonly netId: number;
    readonly name: string;
    readonly bodyId: string;
    readonly kind: 'performer' | 'guest';
    readonly hips: number[];
    readonly joints: number[];
    readonly face: number[];
  }[];
  readonly props: readonly { readonly position: number[]; readonly rotation: number[] }[];
  readonly show: ShowMessage | undefined;
}

/** Draws a record as numbered PNG files through headless Chromium; returns how many. @throws Error when it does not replay here */
export async function writeFrames(options: FramesOptions): Promise<number> {
  const { record: file, folder, fps, fromS, toS } = options;
  const record = readRecord(file);
  const { stage, seed, capacity, clips } = record.header;
  const binary = await findBrowser();
  if (!binary)
    throw new Error('there is no browser: set CHROME_PATH to a Chromium, or run `npm ci` on linux-x64');
  const onProblem = (message: string): void => console.error(message);
  const open = await openStage({
    root: ROOT,
    stageId: stage,
    seed,
    capacity,
    motion: 'inline',
    onProblem,
    clipsFolder: options.clips,
    clips,
  });
  const moments: Moment[] = [];
  try {
    refuseOtherAssets(file, record.header, open.header);
    const ticks = record.ticks.slice(0, Math.ceil(toS * TICK_HZ) + 2);
    const result = await replay(open.stage, ticks, (done) => {
      if (done >= fromS * TICK_HZ) moments.push(momentOf(open.stage.world));
    });
    if (result.divergedAtTick !== undefined)
      throw new Error(`${file} diverged at tick ${result.divergedAtTick}; see \`troupe replay ${file}\``);
  } finally {
    await open.close();
  }
  if (moments.length < 2) throw new Error(`${file} holds nothing from ${fromS} s on`);
  mkdirSync(folder, { recursive: true });
  const server = await serveChild([
    '--performers',
    '1',
    '--stage',
    stage,
    '--voice',
    'none',
    '--memory',
    'none',
  ]);
  const browser = await launchBrowser(binary, OPENING);
  try {
    const page = await browser.context.newPage();
    await page.goto(`${server.url}/?lang=en&quality=0&fixed`);
    await page.waitForFunction(() => window.__troupe?.state() === 'live', undefined, { timeout: WAIT_MS });
    await bodiesOf(page, moments[0]);
    const { width, height } = options;
    await page.setViewportSize({ width, height });
    await page.waitForFunction(isAsWide, width, { timeout: WAIT_MS });
    const lastS = Math.min(toS - fromS, (moments.length - 1) / TICK_HZ);
    const count = Math.floor(lastS * fps) + 1;
    for (let frame = 0; frame < count; frame++) {
      const picture = await draw(page, momentAt(moments, frame / fps), 1 / fps);
      writeFileSync(join(folder, `frame-${String(frame + 1).padStart(5, '0')}.png`), picture);
      options.onFrame(frame + 1);
    }
    return count;
  } finally {
    await browser.close();
    await server.stop();
  }
}

function momentOf(world: World): Moment {
  const { humans, social, bodies, props, tick } = world;
  const part = (list: Float32Array, slot: number, width: number): number[] =>
    Array.from(list.subarray(slot * width, (slot + 1) * width));
  const people = Array.from({ length: humans.count }, (_, slot) => slot)
    .filter((slot) => humans.posed[slot] === 1)
    .map((slot) => ({
      netId: humans.netId[slot],
      name: social.names[slot].en,
      bodyId: bodies[humans.body[slot]].id,
      kind: social.minds[slot] ? ('performer' as const) : ('guest' as const),
      hips: part(humans.poseHips, slot, 3),
      joints: part(humans.poseJoints, slot, JOINT_COUNT * 4),
      face: part(humans.poseFace, slot, FACE_WEIGHTS),
    }));
  const atMs = tick * TICK_MS;
  return {
    atMs,
    people,
    props: Array.from({ length: props.count }, (_, i) => ({
      position: part(props.position, i, 3),
      rotation: part(props.rotation, i, 4),
    })),
    show: showMessage(world, atMs),
  };
}

/** A moment between two ticks. */
function momentAt(moments: readonly Moment[], seconds: number): Moment {
  const at = Math.min(seconds * TICK_HZ, moments.length - 1);
  const [before, after] = [moments[Math.floor(at)], moments[Math.ceil(at)]];
  const share = at - Math.floor(at);
  if (share < 1e-6) return before;
  const people = before.people.map((person) => {
    const next = after.people.find(({ netId }) => netId === person.netId);
    if (!next) return person;
    const joints = [...person.joints];
    for (let q = 0; q < joints.length; q += 4) quatSlerp(joints, q, person.joints, q, next.joints, q, share);
    const mix = (a: number[], b: number[]): number[] => a.map((value, i) => value + (b[i] - value) * share);
    return { ...person, hips: mix(person.hips, next.hips), joints, face: mix(person.face, next.face) };
  });
  return { ...before, atMs: before.atMs + share * TICK_MS, people };
}

/** In the page: the picture has taken its size. */
function isAsWide(width: number): boolean {
  const { renderer, governor } = window.__troupe!.view;
  const share = Math.min(2, window.devicePixelRatio) * governor.quality.pixelShare;
  return Math.abs(renderer.domElement.width - width * share) <= 1;
}

/** Waits until everybody of a moment can be drawn. */
async function bodiesOf(page: Page, moment: Moment): Promise<void> {
  const startMs = performance.now();
  while (!(await page.evaluate(put, moment))) {
    if (performance.now() - startMs > WAIT_MS) throw new Error('the bodies did not come');
    await page.waitForTimeout(READY_POLL_MS);
  }
}

/** One picture of a moment, as PNG. */
async function draw(page: Page, moment: Moment, dtS: number): Promise<Buffer> {
  await bodiesOf(page, moment);
  const url = await page.evaluate(shoot, { moment, dtS });
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}

/** In the page: puts those on the stage who are there at the moment; true when their bodies have come. */
function put({ people }: Moment): boolean {
  const probe = window.__troupe!;
  probe.hold(true);
  const { view } = probe;
  const here = new Map(people.map((one) => [one.netId, one]));
  for (const netId of [...view.people.keys()]) if (!here.has(netId)) view.removePerson(netId);
  for (const { netId, bodyId, name, kind } of people)
    if (view.people.get(netId)?.info.bodyId !== bodyId) view.addPerson(netId, { bodyId, name, kind });
  return people.every(({ bodyId }) => view.library.get(bodyId)?.levels.every((level) => level));
}

/** In the page: draws the moment and gives it as a data URL, in one go, before the picture is shown and lost. */
function shoot(about: { moment: Moment; dtS: number }): string {
  const { view } = window.__troupe!;
  const { moment, dtS } = about;
  for (const person of moment.people) view.pose({ ...person, layer: 0, ready: true }, dtS);
  for (const [index, { position, rotation }] of moment.props.entries())
    view.setProp(index, position, rotation);
  view.show.message = moment.show;
  view.showMs = moment.atMs;
  view.show.directs = moment.show?.status === 'playing';
  const first = moment.people[0];
  if (first && !view.show.directs) view.subject = { netId: first.netId };
  view.render(dtS);
  return view.renderer.domElement.toDataURL('image/png');
}
