// Strips of somebody talking: `node sim-tests/tools/talk-strip.ts OUT.png "a line" [expressiveness] [seed] [view rad]`. A
// figure every two ticks with the word being said under it; strokes are marked with their kind.
import { fileURLToPath } from 'node:url';
import { canonicalBody } from '@troupe/avatars/motion';
import { createLocalMotion, readMotionModel } from '@troupe/server/motion';
import sharp from 'sharp';
import { figure, PX_PER_M, placeRun } from './stick-figure.ts';
import { runTalk, type TalkRun } from './talk-run.ts';

const FOLDER = fileURLToPath(new URL('../../assets/models/motion', import.meta.url));
const PER_LINE = 18;
const SPACING_M = 0.62;
const EVERY_TICKS = 2;

function caption(run: TalkRun, tick: number): [string, string] {
  const s = (tick - run.startTick) / 20;
  const word = run.words.find(({ startS, endS }) => s >= startS && s < endS)?.text ?? '';
  const stroke = run.plan.strokes.find(({ strokeS }) => Math.abs(strokeS - s) <= 0.05);
  const mark = stroke ? `${stroke.kind} ${stroke.hand[0]}` : '';
  return [word, mark];
}

async function main(): Promise<void> {
  const [file, text, expressiveness = '0.8', seed = '3', view = '0'] = process.argv.slice(2);
  if (!file || !text) throw new Error('talk-strip: say the picture to write and the line to speak');
  const files = readMotionModel(FOLDER);
  const body = canonicalBody(files.model.manifest);
  const motion = await createLocalMotion(files, { bodies: [body], capacity: 1, seed: 4 });
  const locale = /\p{Script=Hangul}/u.test(text) ? 'ko' : 'en';
  const run = await runTalk(motion, text, locale, {
    seed: Number(seed),
    expressiveness: Number(expressiveness),
    mood: 'happy',
    dominant: 'right',
  });
  const placed = placeRun(run, body);
  const lineHeight = 2.25 * PX_PER_M;
  const ticks: number[] = [];
  for (let tick = run.startTick - 4; tick < run.ticks; tick += EVERY_TICKS) ticks.push(tick);
  const out = ticks.map((tick, k) => {
    const x = (0.45 + (k % PER_LINE) * SPACING_M) * PX_PER_M;
    const y = (Math.floor(k / PER_LINE) + 1) * lineHeight - 0.2 * PX_PER_M;
    const [word, mark] = caption(run, tick);
    const label = `<text x="${x}" y="${y + 14}" font-size="13" text-anchor="middle" font-family="sans-serif">${word}</text>`;
    const red = `<text x="${x}" y="${y + 28}" font-size="12" fill="#c0392b" text-anchor="middle" font-family="sans-serif">${mark}</text>`;
    return figure(placed[tick], Number(view), x, y, [0, 0, 0], true) + label + red;
  });
  const width = (PER_LINE * SPACING_M + 0.3) * PX_PER_M;
  const height = Math.ceil(ticks.length / PER_LINE) * lineHeight + 10;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>${out.join('')}</svg>`;
  await sharp(Buffer.from(svg)).png().toFile(file);
  await motion.decoder.release();
  for (const stroke of run.plan.strokes)
    console.log(
      `${stroke.strokeS.toFixed(2)} s  ${run.words[stroke.word].text}  ${stroke.kind} ${stroke.hand}${stroke.chained ? ' …' : ''}`,
    );
}

await main();
