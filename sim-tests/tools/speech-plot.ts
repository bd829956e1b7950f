import { mouthWeights, VISEMES } from '@troupe/avatars/face';
import { markWords } from '@troupe/avatars/gesture';
import type { SpokenLine } from '@troupe/server/voice';
import sharp from 'sharp';

const WIDTH = 1800;
const ROWS = {
  wave: 30,
  waveHeight: 170,
  shapes: 215,
  shapeHeight: 34,
  mouth: 265,
  mouthHeight: 130,
} as const;
const COLOURS = ['#e4572e', '#4d9de0', '#7768ae', '#3bb273', '#e1bc29'];

/** Draws a line: its waveform with the words, its mouth shapes, and what the five mouth weights of a face do. */
export async function drawSpeech(file: string, text: string, line: SpokenLine): Promise<void> {
  const { durationMs, words, visemes } = line.track;
  const x = (ms: number): number => (ms / durationMs) * WIDTH;
  const parts: string[] = [];
  const middle = ROWS.wave + ROWS.waveHeight / 2;
  for (let px = 0; px < WIDTH; px++) {
    const from = Math.floor((px / WIDTH) * line.pcm.length);
    const to = Math.floor(((px + 1) / WIDTH) * line.pcm.length);
    let peak = 0;
    for (let i = from; i < to; i++) peak = Math.max(peak, Math.abs(line.pcm[i]));
    const half = (peak / 32_768) * (ROWS.waveHeight / 2);
    parts.push(`<path d="M${px} ${middle - half}V${middle + half + 0.5}" stroke="#333"/>`);
  }
  markWords(text, () => 0).forEach((word, i) => {
    const [start, , accent] = words.slice(i * 3, i * 3 + 3);
    parts.push(`<path d="M${x(start)} 18V${ROWS.shapes}" stroke="#b00" stroke-dasharray="4 3"/>`);
    parts.push(`<path d="M${x(accent)} ${ROWS.wave}v12" stroke="#06c" stroke-width="3"/>`);
    // Fonts of Korean are not everywhere: such words are numbered.
    const plain = /[ㄱ-힝]/.test(word.text) ? `w${i}` : word.text.replace(/[<&>]/g, ' ');
    parts.push(`<text x="${x(start) + 3}" y="24" font-size="17" fill="#b00">${plain}</text>`);
  });
  for (let i = 0; i + 3 < visemes.length; i += 2) {
    const [from, to] = [x(visemes[i + 1]), x(visemes[i + 3])];
    const hue = (visemes[i] * 67) % 360;
    const fill = visemes[i] === 0 ? '#eee' : `hsl(${hue} 55% 78%)`;
    parts.push(
      `<rect x="${from}" y="${ROWS.shapes}" width="${to - from}" height="${ROWS.shapeHeight}" fill="${fill}"/>`,
      `<text x="${(from + to) / 2}" y="${ROWS.shapes + 22}" font-size="13" text-anchor="middle">${VISEMES[visemes[i]]}</text>`,
    );
  }
  const mouth = [0, 0, 0, 0, 0];
  const paths = ['', '', '', '', ''];
  for (let px = 0; px < WIDTH; px += 2) {
    mouthWeights(visemes, (px / WIDTH) * durationMs, mouth);
    mouth.forEach((weight, k) => {
      paths[k] += `${px === 0 ? 'M' : 'L'}${px} ${ROWS.mouth + ROWS.mouthHeight * (1 - weight)}`;
    });
  }
  ['aa', 'ih', 'ou', 'ee', 'oh'].forEach((name, k) => {
    parts.push(`<path d="${paths[k]}" fill="none" stroke="${COLOURS[k]}" stroke-width="2"/>`);
    parts.push(
      `<text x="${8 + k * 40}" y="${ROWS.mouth + 14}" font-size="15" fill="${COLOURS[k]}">${name}</text>`,
    );
  });
  const height = ROWS.mouth + ROWS.mouthHeight + 10;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>${parts.join('')}</svg>`;
  await sharp(Buffer.from(svg)).png().toFile(file);
}
