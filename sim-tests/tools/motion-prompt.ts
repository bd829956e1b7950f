import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatPlan, type MotionPlan, parsePrompt } from '@troupe/avatars/prompt';
import { JOINT_COUNT } from '@troupe/avatars/skeleton';
import { castMessages, openStage } from '@troupe/server/open-stage';
import { catalogueOfStage, TICK_HZ } from '@troupe/server/world';
import sharp from 'sharp';
import { figure, PX_PER_M, placeRun } from './stick-figure.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SECONDS_MAX = 60;
const WARM_TICKS = 30;
const PER_LINE = 16;
const SPACING_M = 0.75;

/** What a stage played of a prompt: one performer, tick by tick. */
export interface PromptRun {
  readonly ticks: number;
  readonly hips: Float32Array;
  readonly joints: Float32Array;
  /** Capsule x, z (m), yaw (rad) and the action (index + 1) of each tick. */
  readonly root: Float32Array;
  readonly done: boolean;
}

/** `troupe motion prompt "…"`: prints the plan, or what cannot be done and the nearest that can; exit 1 then. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { out: { type: 'string' }, seed: { type: 'string', default: '1' }, json: { type: 'boolean' } },
  });
  if (positionals.length !== 1)
    throw new Error('give one prompt in quotes: troupe motion prompt "wave, then bow"');
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error('--seed: a whole number from 0');
  const [text] = positionals;
  const open = await openStage({ root: ROOT, stageId: 'plaza', seed, capacity: 4, motion: 'inline' });
  try {
    const result = parsePrompt(text, catalogueOfStage(open.stage.world));
    if (values.json) console.log(JSON.stringify(result));
    else if (result.ok) printPlan(result.plan);
    else for (const { message } of result.problems) console.error(message);
    if (!result.ok) return 1;
    if (values.out) await draw(values.out, await playPrompt(open, text), result.plan);
    return 0;
  } finally {
    await open.close();
  }
}

function printPlan(plan: MotionPlan): void {
  console.log(formatPlan(plan));
  for (const step of plan.steps)
    console.log(`  "${plan.text.slice(...step.span)}" -> ${formatPlan({ ...plan, steps: [step] })}`);
  for (const { word } of plan.ignored) console.log(`  "${word}" changes nothing here`);
}

/** Puts Tilda on the stage and has her do it; ends when she has, or after a minute. */
export async function playPrompt(
  open: Awaited<ReturnType<typeof openStage>>,
  prompt: string,
): Promise<PromptRun> {
  const { stage } = open;
  const { world } = stage;
  const frames: Float32Array[] = [];
  const roots: number[] = [];
  const most = WARM_TICKS + SECONDS_MAX * TICK_HZ;
  let settle = TICK_HZ;
  let messages = castMessages(open, 1);
  for (let tick = 0; tick < most && settle > 0; tick++) {
    if (tick === WARM_TICKS) messages = [{ type: 'direct', netId: world.humans.netId[0], prompt }];
    await stage.motion.finish();
    stage.step(messages, stage.motion.ready());
    messages = [];
    if (tick < WARM_TICKS) continue;
    if (!world.social.minds[0]?.directed) settle -= 1;
    const { humans } = world;
    frames.push(
      Float32Array.from([
        ...humans.poseHips.subarray(0, 3),
        ...humans.poseJoints.subarray(0, JOINT_COUNT * 4),
      ]),
    );
    roots.push(humans.position[0], humans.position[2], humans.yaw[0], humans.action[0]);
  }
  await stage.motion.finish();
  const hips = new Float32Array(frames.length * 3);
  const joints = new Float32Array(frames.length * JOINT_COUNT * 4);
  frames.forEach((frame, i) => {
    hips.set(frame.subarray(0, 3), i * 3);
    joints.set(frame.subarray(3), i * JOINT_COUNT * 4);
  });
  return { ticks: frames.length, hips, joints, root: Float32Array.from(roots), done: settle === 0 };
}

async function draw(file: string, played: PromptRun, plan: MotionPlan): Promise<void> {
  const body = JSON.parse(
    readFileSync(new URL('../../assets/bodies/tilda/body.json', import.meta.url), 'utf8'),
  );
  const placed = placeRun(played, body);
  const every = Math.max(3, Math.ceil(played.ticks / 112));
  const ticks = Array.from({ length: Math.floor(played.ticks / every) }, (_, k) => k * every);
  const lineHeight = 2.25 * PX_PER_M;
  const start = played.root[2];
  const out = ticks.map((tick, k) => {
    const x = (0.5 + (k % PER_LINE) * SPACING_M) * PX_PER_M;
    const y = (Math.floor(k / PER_LINE) + 1) * lineHeight - 0.15 * PX_PER_M;
    const root = [played.root[tick * 4], played.root[tick * 4 + 1], 0];
    const label = `<text x="${x}" y="${y + 16}" font-size="11" text-anchor="middle" font-family="sans-serif">${(tick / TICK_HZ).toFixed(1)} s</text>`;
    return figure(placed[tick], start, x, y, root, false) + label;
  });
  const title = `<text x="10" y="18" font-size="15" font-family="sans-serif">${escapeXml(`${plan.text}  →  ${formatPlan(plan)}`)}</text>`;
  const width = (PER_LINE * SPACING_M + 0.3) * PX_PER_M;
  const height = Math.ceil(ticks.length / PER_LINE) * lineHeight + 10;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>${title}${out.join('')}</svg>`;
  await sharp(Buffer.from(svg)).png().toFile(file);
  console.log(
    `${file}: ${(played.ticks / TICK_HZ).toFixed(1)} s${played.done ? '' : ', cut off after a minute'}`,
  );
}

function escapeXml(text: string): string {
  return text.replace(/[<>&]/g, (sign) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;' })[sign] ?? sign);
}
