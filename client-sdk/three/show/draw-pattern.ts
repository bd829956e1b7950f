import type { OutfitPattern } from '../../protocol/index.ts';

const PX = 256;

type Draw = (pen: CanvasRenderingContext2D, colours: readonly string[]) => void;

const DRAW: Readonly<Record<OutfitPattern, Draw>> = {
  plain() {},
  stripes(pen, colours) {
    const width = PX / (colours.length * 2);
    for (let i = 0; i < colours.length * 2; i++) {
      pen.fillStyle = colours[i % colours.length];
      pen.fillRect(i * width, 0, width, PX);
    }
  },
  dots(pen, colours) {
    for (let row = 0; row < 4; row++)
      for (let column = 0; column < 4; column++) {
        pen.fillStyle = colours[1 + ((row + column) % Math.max(1, colours.length - 1))] ?? '#ffffff';
        disc(pen, (column + (row % 2) / 2 + 0.25) * (PX / 4), (row + 0.5) * (PX / 4), PX / 13);
      }
  },
  checks(pen, colours) {
    for (let row = 0; row < 4; row++)
      for (let column = 0; column < 4; column++) {
        if ((row + column) % 2 === 0) continue;
        pen.fillStyle = colours[1 + (row % Math.max(1, colours.length - 1))] ?? '#ffffff';
        pen.fillRect((column * PX) / 4, (row * PX) / 4, PX / 4, PX / 4);
      }
  },
  petals(pen, colours) {
    for (let i = 0; i < 22; i++) {
      // Golden ratio: spread without a grid, the same every time; drawn at both edges, so that it tiles.
      const x = ((i * 0.618_034) % 1) * PX;
      const y = ((i * 0.754_877) % 1) * PX;
      pen.fillStyle = colours[1 + (i % Math.max(1, colours.length - 1))] ?? '#ffffff';
      for (const dx of [-PX, 0, PX])
        for (const dy of [-PX, 0, PX]) petal(pen, x + dx, y + dy, 14 + (i % 5) * 4, i * 2.4);
    }
  },
};

/** A tile of a pattern; the first colour is the ground. */
export function drawPattern(pattern: OutfitPattern, colours: readonly string[]): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = PX;
  canvas.height = PX;
  const pen = canvas.getContext('2d')!;
  pen.fillStyle = colours[0];
  pen.fillRect(0, 0, PX, PX);
  DRAW[pattern](pen, colours);
  return canvas;
}

function disc(pen: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  for (const dx of [-PX, 0, PX]) {
    pen.beginPath();
    pen.arc(x + dx, y, radius, 0, Math.PI * 2);
    pen.fill();
  }
}

function petal(pen: CanvasRenderingContext2D, x: number, y: number, size: number, turn: number): void {
  pen.save();
  pen.translate(x, y);
  pen.rotate(turn);
  pen.beginPath();
  pen.moveTo(0, size);
  pen.bezierCurveTo(size * 0.9, size * 0.3, size * 0.6, -size, 0, -size * 0.8);
  pen.bezierCurveTo(-size * 0.6, -size, -size * 0.9, size * 0.3, 0, size);
  pen.fill();
  pen.restore();
}
