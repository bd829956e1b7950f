import { forwardKinematics, HUMAN_JOINTS, JOINT_COUNT, JOINT_PARENTS } from '@troupe/avatars/skeleton';
import { HUMAN_KIND, type World } from '@troupe/server/world';
import sharp from 'sharp';
import type { Painted } from './evening-easel.ts';

const CELL = { width: 520, height: 330, across: 3, label: 40 } as const;
/** Camera: behind the talkers' middle, so high and far, m; pixels a metre at 1 m. */
const CAMERA = { upM: 3.4, backM: 8.5, downRad: 0.26, focal: 430, rangeM: 14 } as const;
const BODY_JOINTS = 22;
const PERFORMER_COLOURS = ['#3fb8a8', '#f2a950', '#b98be0'];
const GUEST_COLOUR = '#8d93a3';

/** One moment of the evening as it will be drawn. */
export interface Shot {
  readonly svg: string;
}

/** Draws everybody near the middle of the performers as they stand now, with the line that is being said. */
export function takeShot(world: World, seconds: number, caption: string, speaker: number): Shot {
  const { humans } = world;
  const [cx, cz] = middle(world, speaker);
  const lines: { depth: number; svg: string }[] = [];
  let performers = 0;
  for (let slot = 0; slot < humans.count; slot++) {
    if (humans.kind[slot] === HUMAN_KIND.free) continue;
    const colour =
      humans.kind[slot] === HUMAN_KIND.performer
        ? PERFORMER_COLOURS[performers++ % PERFORMER_COLOURS.length]
        : GUEST_COLOUR;
    const away = Math.hypot(humans.position[slot * 3] - cx, humans.position[slot * 3 + 2] - cz);
    if (humans.posed[slot] === 1 && away < CAMERA.rangeM)
      lines.push(figureOf(world, slot, cx, cz, colour, slot === speaker));
  }
  lines.sort((a, b) => b.depth - a.depth);
  const clock = `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
  const { width, height, label } = CELL;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<rect width="${width}" height="${height}" fill="#161b2b"/><rect y="${height * 0.42}" width="${width}" height="${height}" fill="#222a3d"/>
${lines.map((one) => one.svg).join('')}
<rect y="${height - label}" width="${width}" height="${label}" fill="#0e111b"/>
<text x="10" y="${height - 15}" font-size="15" font-family="sans-serif" fill="#f2b263">${clock}</text>
<text x="60" y="${height - 15}" font-size="14" font-family="sans-serif" fill="#ecebe6">${escapeXml(caption)}</text></svg>`;
  return { svg };
}

const escapeXml = (words: string): string => words.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** Who speaks stands in the middle. */
function middle({ humans }: World, speaker: number): [number, number] {
  return [humans.position[speaker * 3], humans.position[speaker * 3 + 2]];
}

function figureOf(world: World, slot: number, cx: number, cz: number, colour: string, speaks: boolean) {
  const { humans, bodies } = world;
  const positions = new Float64Array(JOINT_COUNT * 3);
  const rotations = new Float64Array(JOINT_COUNT * 4);
  const offsets = Float64Array.from(bodies[humans.body[slot]].restOffsets);
  forwardKinematics(
    positions,
    rotations,
    humans.poseHips,
    slot * 3,
    humans.poseJoints,
    slot * JOINT_COUNT * 4,
    offsets,
  );
  const ground = humans.position[slot * 3 + 1];
  const at = (joint: number) =>
    project(positions[joint * 3] - cx, positions[joint * 3 + 1] - ground, positions[joint * 3 + 2] - cz);
  const [, , depth] = at(0);
  const scale = CAMERA.focal / depth;
  let svg = '';
  const foot = project(humans.position[slot * 3] - cx, 0, humans.position[slot * 3 + 2] - cz);
  svg += `<ellipse cx="${foot[0]}" cy="${foot[1]}" rx="${0.3 * scale}" ry="${0.1 * scale}" fill="#10141f"/>`;
  for (let joint = 1; joint < BODY_JOINTS; joint++) {
    const [x1, y1] = at(JOINT_PARENTS[joint]);
    const [x2, y2] = at(joint);
    svg += `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${colour}" stroke-width="${0.075 * scale}" stroke-linecap="round"/>`;
  }
  const [hx, hy] = at(HUMAN_JOINTS.indexOf('head'));
  svg += `<circle cx="${hx}" cy="${hy - 0.09 * scale}" r="${0.115 * scale}" fill="${colour}"/>`;
  if (speaks)
    svg += `<circle cx="${hx}" cy="${hy - 0.42 * scale}" r="${0.05 * scale}" fill="#ffe9b0"/><circle cx="${hx + 0.14 * scale}" cy="${hy - 0.5 * scale}" r="${0.035 * scale}" fill="#ffe9b0"/>`;
  return { depth, svg };
}

/** A point relative to the middle (m) on the picture: x, y, and how far before the camera it is. */
function project(x: number, y: number, z: number): [number, number, number] {
  const [sin, cos] = [Math.sin(CAMERA.downRad), Math.cos(CAMERA.downRad)];
  const up = y - CAMERA.upM;
  // The camera stands in the south (+z) and looks north, so +x is on the right.
  const ahead = CAMERA.backM - z;
  const depth = Math.max(0.5, ahead * cos - up * sin);
  const height = up * cos + ahead * sin;
  const scale = CAMERA.focal / depth;
  return [CELL.width / 2 + x * scale, CELL.height * 0.44 - height * scale, depth];
}

/** Puts shots, and below them what was painted, on one sheet and writes it; returns its size in bytes. */
export async function writeSheet(
  file: string,
  shots: readonly Shot[],
  paintings: readonly Painted[] = [],
): Promise<number> {
  const hung = await Promise.all(paintings.slice(0, CELL.across * 2).map(hang));
  const cells = [...shots.map(({ svg }) => Buffer.from(svg)), ...hung];
  const rows = Math.ceil(cells.length / CELL.across);
  const width = CELL.across * CELL.width;
  const { size } = await sharp({
    create: { width, height: rows * CELL.height, channels: 3, background: '#0e111b' },
  })
    .composite(
      cells.map((input, i) => ({
        input,
        left: (i % CELL.across) * CELL.width,
        top: Math.floor(i / CELL.across) * CELL.height,
      })),
    )
    .jpeg({ quality: 82, mozjpeg: true })
    .toFile(file);
  return size;
}

/** A painting in a cell of the sheet, with its title. */
async function hang({ title, width, height, rgba }: Painted): Promise<Buffer> {
  const room = CELL.height - CELL.label - 16;
  const picture = await sharp(rgba, { raw: { width, height, channels: 4 } })
    .resize({ height: room, width: CELL.width - 40, fit: 'inside' })
    .png()
    .toBuffer({ resolveWithObject: true });
  const label = `<svg xmlns="http://www.w3.org/2000/svg" width="${CELL.width}" height="${CELL.label}"><text x="10" y="25" font-size="14" font-family="sans-serif" fill="#ecebe6">${escapeXml(title)}</text></svg>`;
  return sharp({
    create: { width: CELL.width, height: CELL.height, channels: 3, background: '#0e111b' },
  })
    .composite([
      { input: picture.data, left: Math.round((CELL.width - picture.info.width) / 2), top: 8 },
      { input: Buffer.from(label), left: 0, top: CELL.height - CELL.label },
    ])
    .png()
    .toBuffer();
}
