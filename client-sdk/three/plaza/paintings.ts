import { CanvasTexture, Color, type Matrix4, PlaneGeometry, SRGBColorSpace } from 'three';
import { createDice } from './noise.ts';

/** Tilda's pictures live in one atlas of 3 x 3 cells. */
const CELLS = 3;
const CELL_PX = 256;

type Brush = (pen: CanvasRenderingContext2D, dice: () => number) => void;

/**
 * Paints the atlas: nine small works in one hand, petals, sea and lamplight in a few colours. Painted by code, so
 * that the plaza carries no picture files.
 */
export function createPaintingAtlas(): CanvasTexture {
  const canvas = document.createElement('canvas');
  canvas.width = CELLS * CELL_PX;
  canvas.height = CELLS * CELL_PX;
  const pen = canvas.getContext('2d')!;
  works().forEach((_, i) => {
    pen.save();
    pen.beginPath();
    pen.rect((i % CELLS) * CELL_PX, Math.floor(i / CELLS) * CELL_PX, CELL_PX, CELL_PX);
    pen.clip();
    pen.translate((i % CELLS) * CELL_PX, Math.floor(i / CELLS) * CELL_PX);
    paint(pen, i);
    pen.restore();
  });
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  texture.anisotropy = 8;
  return texture;
}

/** The works by their cell. */
function works(): Brush[] {
  return [seaAtDusk, petals, lanterns, hills, circles, treeByWater, petals, cityWindows, unfinished];
}

function paint(pen: CanvasRenderingContext2D, index: number): void {
  const dice = createDice(100 + index);
  works()[index](pen, dice);
  canvasGrain(pen, dice);
}

/** Paints one work alone, square, `px` wide: the same strokes as on the wall, as fine as asked for. */
export function paintWork(index: number, px: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = px;
  canvas.height = px;
  const pen = canvas.getContext('2d')!;
  pen.scale(px / CELL_PX, px / CELL_PX);
  paint(pen, index % (CELLS * CELLS));
  return canvas;
}

/** A plane of a painting's size that shows cell `index` of the atlas. */
export function paintingPlane(index: number, width: number, height: number, matrix: Matrix4): PlaneGeometry {
  const plane = new PlaneGeometry(width, height);
  const uv = plane.getAttribute('uv');
  const cell = index % (CELLS * CELLS);
  const wide = width > height;
  const cut = (wide ? height / width : width / height) * 0.97;
  for (let i = 0; i < uv.count; i++) {
    const u = wide ? uv.getX(i) * 0.97 + 0.015 : 0.5 + (uv.getX(i) - 0.5) * cut;
    const v = wide ? 0.5 + (uv.getY(i) - 0.5) * cut : uv.getY(i) * 0.97 + 0.015;
    uv.setXY(i, ((cell % CELLS) + u) / CELLS, 1 - (Math.floor(cell / CELLS) + 1 - v) / CELLS);
  }
  plane.applyMatrix4(matrix);
  return plane;
}

/** Dark oak of the frames. */
export const FRAME_TINT = new Color(0.17, 0.11, 0.075);

function wash(pen: CanvasRenderingContext2D, stops: readonly string[]): void {
  const gradient = pen.createLinearGradient(0, 0, 0, CELL_PX);
  stops.forEach((stop, i) => {
    gradient.addColorStop(i / (stops.length - 1), stop);
  });
  pen.fillStyle = gradient;
  pen.fillRect(0, 0, CELL_PX, CELL_PX);
}

function strokes(
  pen: CanvasRenderingContext2D,
  dice: () => number,
  options: { count: number; colours: readonly string[]; y: [number, number]; length: number; width: number },
): void {
  for (let i = 0; i < options.count; i++) {
    const x = dice() * CELL_PX;
    const y = options.y[0] + dice() * (options.y[1] - options.y[0]);
    pen.strokeStyle = options.colours[Math.floor(dice() * options.colours.length)];
    pen.globalAlpha = 0.35 + dice() * 0.5;
    pen.lineWidth = options.width * (0.5 + dice());
    pen.lineCap = 'round';
    pen.beginPath();
    pen.moveTo(x, y);
    pen.quadraticCurveTo(
      x + options.length * 0.5,
      y + (dice() - 0.5) * 8,
      x + options.length,
      y + (dice() - 0.5) * 5,
    );
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

function seaAtDusk(pen: CanvasRenderingContext2D, dice: () => number): void {
  wash(pen, ['#24355f', '#5d6a98', '#e7a58b', '#f3c98f', '#37506f', '#1b2c48']);
  strokes(pen, dice, {
    count: 150,
    colours: ['#f6d7a2', '#e58fb1', '#2f4a70', '#6fb7c9'],
    y: [145, 256],
    length: 38,
    width: 5,
  });
  disc(pen, 150, 128, 20, '#fbe3b0');
}

function petals(pen: CanvasRenderingContext2D, dice: () => number): void {
  wash(pen, ['#1f4d52', '#2d6a6b', '#204348']);
  const colours = ['#e58fb1', '#f2b6c8', '#f7ded8', '#c96a92'];
  for (let i = 0; i < 60; i++) {
    pen.save();
    pen.translate(dice() * CELL_PX, dice() * CELL_PX);
    pen.rotate(dice() * 6.3);
    pen.globalAlpha = 0.85;
    pen.fillStyle = colours[Math.floor(dice() * colours.length)];
    const size = 10 + dice() * 22;
    pen.beginPath();
    pen.moveTo(0, 0);
    pen.bezierCurveTo(size, -size * 0.8, size * 1.5, size * 0.3, 0, size * 0.35);
    pen.fill();
    pen.restore();
  }
  pen.globalAlpha = 1;
}

function lanterns(pen: CanvasRenderingContext2D, dice: () => number): void {
  wash(pen, ['#141a33', '#232b52', '#1a1d33']);
  for (let i = 0; i < 26; i++) {
    const x = dice() * CELL_PX;
    const y = dice() * CELL_PX;
    const r = 5 + dice() * 17;
    const glow = pen.createRadialGradient(x, y, 0, x, y, r * 2.6);
    glow.addColorStop(0, '#ffdc9a');
    glow.addColorStop(0.3, '#f2a24d');
    glow.addColorStop(1, 'rgba(242,150,60,0)');
    pen.fillStyle = glow;
    pen.fillRect(x - r * 3, y - r * 3, r * 6, r * 6);
  }
}

function hills(pen: CanvasRenderingContext2D, dice: () => number): void {
  wash(pen, ['#f1c8a0', '#dd9c93', '#8d7ca0']);
  ['#8a86a8', '#5f6c90', '#3d5573', '#27405a'].forEach((colour, layer) => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.moveTo(0, CELL_PX);
    const phase = dice() * 6;
    for (let x = 0; x <= CELL_PX; x += 8) {
      const y = 110 + layer * 36 + Math.sin(x * 0.021 * (1 + layer * 0.3) + phase) * 22;
      pen.lineTo(x, y);
    }
    pen.lineTo(CELL_PX, CELL_PX);
    pen.fill();
  });
}

function circles(pen: CanvasRenderingContext2D, dice: () => number): void {
  wash(pen, ['#e9e2d2', '#dcd2be']);
  const colours = ['#d8634f', '#2e5f76', '#f0b04e', '#222a38', '#7aa79a'];
  for (let i = 0; i < 13; i++) {
    pen.globalAlpha = 0.86;
    disc(pen, 26 + dice() * 204, 26 + dice() * 204, 10 + dice() * 36, colours[i % colours.length]);
  }
  pen.globalAlpha = 1;
}

function treeByWater(pen: CanvasRenderingContext2D, dice: () => number): void {
  wash(pen, ['#b9cfd4', '#e9d9bd', '#6f97a0', '#3c6470']);
  pen.strokeStyle = '#33261f';
  pen.lineWidth = 8;
  pen.beginPath();
  pen.moveTo(120, 190);
  pen.quadraticCurveTo(112, 130, 136, 84);
  pen.stroke();
  const colours = ['#3f6b4a', '#588a56', '#87a860', '#2c4f40'];
  for (let i = 0; i < 170; i++) {
    pen.globalAlpha = 0.75;
    const angle = dice() * 6.3;
    const reach = dice() * 66;
    disc(
      pen,
      134 + Math.cos(angle) * reach * 1.2,
      84 + Math.sin(angle) * reach * 0.75,
      4 + dice() * 8,
      colours[i % 4],
    );
  }
  strokes(pen, dice, {
    count: 50,
    colours: ['#e9d9bd', '#4d7884', '#588a56'],
    y: [190, 250],
    length: 30,
    width: 4,
  });
}

function cityWindows(pen: CanvasRenderingContext2D, dice: () => number): void {
  wash(pen, ['#2b2f57', '#5a4f78', '#b4788a']);
  for (let i = 0; i < 16; i++) {
    const width = 18 + dice() * 26;
    const height = 60 + dice() * 120;
    const x = i * 16 - 6;
    pen.fillStyle = ['#1b2140', '#232a4c', '#2a2846'][i % 3];
    pen.fillRect(x, CELL_PX - height, width, height);
    for (let y = CELL_PX - height + 8; y < CELL_PX - 8; y += 13) {
      for (let column = x + 4; column < x + width - 5; column += 9) {
        if (dice() < 0.42) continue;
        pen.fillStyle = dice() < 0.6 ? '#f4c778' : '#30375c';
        pen.fillRect(column, y, 4.5, 6.5);
      }
    }
  }
}

/** What stands on the easel: a face of the square, still mostly ground colour. */
function unfinished(pen: CanvasRenderingContext2D, dice: () => number): void {
  wash(pen, ['#efe6d6', '#e6dac4']);
  strokes(pen, dice, {
    count: 40,
    colours: ['#6fb7c9', '#3d5d86', '#e58fb1'],
    y: [20, 120],
    length: 60,
    width: 9,
  });
  pen.strokeStyle = '#55504a';
  pen.lineWidth = 2;
  pen.beginPath();
  for (let i = 0; i < 5; i++) pen.arc(40 + i * 46, 190, 20, Math.PI, 0);
  pen.stroke();
}

function disc(pen: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(x, y, radius, 0, Math.PI * 2);
  pen.fill();
}

function canvasGrain(pen: CanvasRenderingContext2D, dice: () => number): void {
  for (let i = 0; i < 1400; i++) {
    pen.fillStyle = dice() < 0.5 ? 'rgba(255,255,255,0.05)' : 'rgba(0,0,0,0.06)';
    pen.fillRect(dice() * CELL_PX, dice() * CELL_PX, 1 + dice() * 3, 1);
  }
}
