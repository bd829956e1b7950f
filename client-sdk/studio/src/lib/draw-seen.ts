import type { Seen } from '@troupe/client-sdk/senses';

/** Landmarks joined by lines: shoulders, arms, trunk, legs. */
const BONES = [
  [11, 12],
  [11, 13],
  [13, 15],
  [12, 14],
  [14, 16],
  [11, 23],
  [12, 24],
  [23, 24],
  [23, 25],
  [24, 26],
] as const;
const VISIBLE = 0.5;

/** Draws what is made of the camera, mirrored as in a looking-glass: lines and points, never the picture. */
export function drawSeen(pen: CanvasRenderingContext2D, seen: Seen | undefined): void {
  const { width, height } = pen.canvas;
  pen.clearRect(0, 0, width, height);
  if (!seen) return;
  const scale = Math.min(width / seen.width, height / seen.height);
  const x = (px: number): number => width / 2 - (px - seen.width / 2) * scale;
  const y = (py: number): number => height / 2 + (py - seen.height / 2) * scale;
  pen.strokeStyle = '#f2b263';
  pen.lineWidth = 2;
  for (const [a, b] of BONES) {
    const [from, to] = [seen.landmarks[a], seen.landmarks[b]];
    if (from.visible < VISIBLE || to.visible < VISIBLE) continue;
    pen.beginPath();
    pen.moveTo(x(from.x), y(from.y));
    pen.lineTo(x(to.x), y(to.y));
    pen.stroke();
  }
  pen.fillStyle = '#6fb7c9';
  const { face } = seen;
  if (face) for (let k = 0; k < face.length; k += 9) pen.fillRect(x(face[k]), y(face[k + 1]), 1, 1);
  pen.fillStyle = '#e58fb1';
  for (const { points } of seen.hands)
    for (let k = 0; k < points.length; k += 3) pen.fillRect(x(points[k]) - 1, y(points[k + 1]) - 1, 2, 2);
}
