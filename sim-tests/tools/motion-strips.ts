import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { retargetClip } from '@troupe/avatars/clip';
import { BODY_JOINT_COUNT, forwardKinematics, JOINT_COUNT } from '@troupe/avatars/skeleton';
import { encodeReel, type MotionReel } from '@troupe/client-sdk/protocol';
import { type MotionFiles, readMotionModel } from '@troupe/server/motion';
import type { Page } from 'playwright-core';
import type {} from '../../client-sdk/studio/src/gallery/gallery-probe.ts';
import { findBrowser, launchBrowser } from '../browser/launch-browser.ts';
import { serveChild } from '../browser/serve-child.ts';
import { type CastBody, readCast } from './different-bodies.ts';
import { followTruth } from './motion-follow.ts';
import { readTruth, type TrueMotion, truthClip } from './motion-truth.ts';
import { STRIP_CELL, type StripCell, writeStrip } from './strip-sheet.ts';

const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const WAIT_MS = 240_000;
const PICTURES = 9;
/** The camera stands to the left of the first steps, a little ahead; before whoever stays. */
const SIDE_RAD = -Math.PI / 2 + 0.45;
const FRONT_RAD = 0.45;
const CAMERA_M = 3;
const PITCH_RAD = 0.1;
/** Nobody who goes less far than this is filmed from the side, m. */
const GOES_M = 0.8;

/** One motion drawn: what was asked of the model and how near it came. */
interface Drawn {
  readonly motion: TrueMotion;
  readonly asked: string;
  readonly file: string;
  readonly bytes: number;
  /** Mean distance of the 21 joints from the recording's, hips to hips, and RMS of the hips over the ground, cm. */
  readonly jointsCm: number;
  readonly wayCm: number;
}

/**
 * `troupe motion strips --truth FILE`: twelve motions and more through a fixed camera, the recording above, the model in
 * closed loop below, on the same body; pictures and a report. Motions whose style the model lacks are named and left out.
 */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      truth: { type: 'string' },
      out: { type: 'string', default: 'sim-tests/results/motion-strips' },
      body: { type: 'string', default: 'tilda' },
      only: { type: 'string' },
      model: { type: 'string', default: 'assets/models/motion' },
      json: { type: 'boolean' },
    },
  });
  if (!values.truth)
    throw new Error(
      'name the recordings: --truth FILE, written by `python3 avatars/train/motion/truth.py --data DIR/motion-capture --out FILE`',
    );
  const only = values.only?.split(',');
  const motions = readTruth(values.truth).filter(({ name }) => only?.includes(name) ?? true);
  if (motions.length === 0) throw new Error(`--only ${values.only}: the file has no motion of that name`);
  const cast = readCast(join(ROOT, 'assets/bodies'));
  const body = cast.find(({ id }) => id === values.body);
  if (!body)
    throw new Error(
      `--body ${values.body}: there is no such body; there are ${cast.map(({ id }) => id).join(', ')}`,
    );
  const files = readMotionModel(resolve(ROOT, values.model));
  const binary = await findBrowser();
  if (!binary)
    throw new Error('there is no browser: set CHROME_PATH to a Chromium, or run `npm ci` on linux-x64');
  const folder = resolve(ROOT, values.out);
  mkdirSync(folder, { recursive: true });
  const server = await serveChild(['--performers', '1']);
  const browser = await launchBrowser(binary, { width: 480, height: 320 });
  const drawn: Drawn[] = [];
  const missing: string[] = [];
  try {
    const page = await browser.context.newPage();
    await page.goto(`${server.url}/?lang=en#gallery`);
    await page.waitForFunction(() => window.__gallery?.list() && window.__gallery.view.ready, undefined, {
      timeout: WAIT_MS,
    });
    for (const motion of motions) {
      const made = await drawMotion(page, files, body, motion, folder);
      if (made) drawn.push(made);
      else missing.push(`${motion.name} (${motion.action || motion.style})`);
      process.stderr.write(`${drawn.length + missing.length} of ${motions.length}: ${motion.name}\n`);
    }
  } finally {
    await browser.close();
    await server.stop();
  }
  if (!only)
    writeFileSync(join(folder, 'README.md'), report(drawn, missing, resolve(ROOT, values.model), body));
  const told = { out: values.out, pictures: drawn.length, missing };
  if (values.json) console.log(JSON.stringify(told));
  else
    console.log(
      `${folder}: ${drawn.length} strips${missing.length ? `; not in the model: ${missing.join(', ')}` : ''}`,
    );
  return drawn.length > 0 ? 0 : 1;
}

/** Draws one motion; undefined when the model has neither its style nor its action. */
async function drawMotion(
  page: Page,
  files: MotionFiles,
  body: CastBody,
  motion: TrueMotion,
  folder: string,
): Promise<Drawn | undefined> {
  const { manifest, modeNames } = files.model;
  const style = modeNames.indexOf(motion.style);
  const action = manifest.actions.findIndex(({ name }) => name === motion.action) + 1;
  if (motion.kind === 'action' ? action === 0 : style < 0) return undefined;
  const model = await followTruth(files, body, motion, { style: Math.max(0, style), action });
  const truth = truthReel(motion, files, body, model);
  const span = (motion.frames - 1) / 20;
  const times = Array.from({ length: PICTURES }, (_, i) => (span * i) / (PICTURES - 1));
  const yaw = cameraYaw(motion);
  const rows: StripCell[][] = [];
  for (const reel of [truth, model]) {
    const aims = times.map((s) => {
      // On the way both rows have the very same frame; on the spot each is filmed where it stands.
      const seen = motion.kind === 'action' ? reel : truth;
      const at = Math.round(s * 20) * 3;
      return [seen.hips[at], seen.hips[at + 2]] as const;
    });
    const urls = await shoot(page, reel, times, aims, yaw);
    rows.push(
      urls.map((url, i) => ({
        picture: Buffer.from(url.split(',')[1], 'base64'),
        seconds: times[i],
        contacts: reel.contacts[Math.round(times[i] * 20)],
      })),
    );
  }
  const asked = motion.kind === 'action' ? `action ${motion.action}` : `style ${motion.style}`;
  const file = `${motion.name}.jpg`;
  const bytes = await writeStrip(
    join(folder, file),
    { title: motion.title, truth: `recording: ${motion.take}`, model: `model: ${asked}` },
    [rows[0], rows[1]],
  );
  return { motion, asked, file, bytes, ...compare(truth, model, body) };
}

/** The recording on the body; its hands are given the fingers of the model's, for it has none. */
function truthReel(motion: TrueMotion, files: MotionFiles, body: CastBody, model: MotionReel): MotionReel {
  const { hips, joints } = retargetClip(truthClip(motion, files.model.manifest), body);
  for (let frame = 0; frame < motion.frames; frame++) {
    const at = (frame * JOINT_COUNT + BODY_JOINT_COUNT) * 4;
    joints.set(model.joints.subarray(at, (frame + 1) * JOINT_COUNT * 4), at);
  }
  return { ...model, hips, joints, contacts: Uint8Array.from(motion.contacts) };
}

function cameraYaw(motion: TrueMotion): number {
  const { root, frames } = motion;
  let far = 0;
  let heading = 0;
  for (let i = 0; i < frames; i++) {
    const gone = Math.hypot(root[i * 3], root[i * 3 + 1]);
    if (gone < GOES_M) continue;
    far = gone;
    heading = Math.atan2(root[i * 3], root[i * 3 + 1]);
    break;
  }
  return motion.kind === 'move' && far > 0 ? heading + SIDE_RAD : FRONT_RAD;
}

function shoot(
  page: Page,
  reel: MotionReel,
  times: readonly number[],
  aims: readonly (readonly [number, number])[],
  yaw: number,
): Promise<string[]> {
  return page.evaluate(
    async ({ bytes, body, times, aims, yaw, pitch, distanceM, width, height }) => {
      const gallery = window.__gallery!;
      await gallery.give(
        Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0)),
        body,
      );
      const { view } = gallery;
      view.yaw = yaw;
      view.pitch = pitch;
      view.distanceM = distanceM;
      const urls = times.map((s, i) => {
        view.aim = aims[i];
        return gallery.shoot(s, width, height);
      });
      view.aim = undefined;
      return urls;
    },
    {
      bytes: Buffer.from(encodeReel(reel)).toString('base64'),
      body: reel.body,
      times: [...times],
      aims: aims.map((aim) => [...aim] as [number, number]),
      yaw,
      pitch: PITCH_RAD,
      distanceM: CAMERA_M,
      width: STRIP_CELL.width,
      height: STRIP_CELL.height,
    },
  );
}

function compare(truth: MotionReel, model: MotionReel, body: CastBody): { jointsCm: number; wayCm: number } {
  const offsets = Float64Array.from(body.restOffsets);
  const [a, b] = [0, 1].map(() => new Float64Array(JOINT_COUNT * 3));
  const rotations = new Float64Array(JOINT_COUNT * 4);
  let sum = 0;
  let square = 0;
  for (let frame = 0; frame < truth.frames; frame++) {
    forwardKinematics(a, rotations, truth.hips, frame * 3, truth.joints, frame * JOINT_COUNT * 4, offsets);
    forwardKinematics(b, rotations, model.hips, frame * 3, model.joints, frame * JOINT_COUNT * 4, offsets);
    for (let j = 1; j < BODY_JOINT_COUNT; j++)
      sum += Math.hypot(...[0, 1, 2].map((k) => a[j * 3 + k] - a[k] - (b[j * 3 + k] - b[k])));
    square += (a[0] - b[0]) ** 2 + (a[2] - b[2]) ** 2;
  }
  return {
    jointsCm: (sum / truth.frames / (BODY_JOINT_COUNT - 1)) * 100,
    wayCm: Math.sqrt(square / truth.frames) * 100,
  };
}

function report(drawn: readonly Drawn[], missing: readonly string[], model: string, body: CastBody): string {
  const sum = createHash('sha256')
    .update(readFileSync(join(model, 'motion.json')))
    .digest('hex');
  const rows = drawn.map(
    ({ motion, asked, file, jointsCm, wayCm }) =>
      `| [${motion.name}](${file}) | ${motion.title} | ${motion.take} | ${asked} | ${jointsCm.toFixed(1)} | ${motion.kind === 'action' ? 'on the spot' : wayCm.toFixed(1)} |`,
  );
  return `# Motions through a fixed camera: the recording above, the model below

Written by \`npx troupe motion strips --truth FILE\` on ${new Date().toISOString().slice(0, 10)}, body \`${body.id}\`, motion.json
\`${sum.slice(0, 12)}\`. FILE comes from \`python3 avatars/train/motion/truth.py --data DIR/motion-capture --out FILE\`.

Both rows show the same body from the same side at the same moments; on the way both are the same crop of one fixed picture, so that a body
that is late stands aside. The model is driven in closed loop by a capsule that goes the recording's own way and faces as it
does, or plays the action on the spot, where a dance is held to the place and heading of its capsule. Amber discs and the letters under a picture are planted feet; floor lines are 1 m apart. Step
phases need not agree: the model is not told when the recorded person put down which foot, which is most of the distance of joints.

| strip | what | recording | asked of the model | joints, mean cm | hips over the ground, RMS cm |
|---|---|---|---|---|---|
${rows.join('\n')}
${missing.length ? `\nNot in this model: ${missing.join(', ')}.\n` : ''}
${drawn.map(({ motion, file }) => `## ${motion.title}\n\n![${motion.title}](${file})\n`).join('\n')}
Recordings: CMU Graphics Lab Motion Capture Database, 100STYLE (CC BY 4.0), ReActIdle (MIT), Second Life default animations and ACCAD (CC BY
3.0); attributions in \`assets/models/motion/MODEL_CARD.md\` and NOTICE.
`;
}
