import { colourOf, type Lch, mixLch } from '../colour.ts';
import { shade, vary } from '../palette.ts';
import { ring } from '../pen.ts';
import type { Studio } from '../studio.ts';
import { paintBird } from './bird.ts';
import { paintButterfly } from './butterfly.ts';
import { paintDragon } from './dragon.ts';
import { layGround } from './ground.ts';
import { paintSwimmer } from './swimmer.ts';

const KINDS = ['dragon', 'fish', 'butterfly', 'bird', 'whale'] as const;

/** One animal, drawn from its spine or its wings. */
export function paintCreature(studio: Studio): void {
  const { pen, plan } = studio;
  const kind = KINDS.find((one) => one === plan.subject) ?? pen.pick(KINDS);
  layGround(studio, 1.1);
  if (kind === 'dragon') paintDragon(studio);
  else if (kind === 'butterfly') paintButterfly(studio);
  else if (kind === 'bird') paintBird(studio);
  else paintSwimmer(studio, kind);
  seal(studio);
}

/** The painter's mark: a small red seal. */
function seal(studio: Studio): void {
  const { pen, palette, tall, plan } = studio;
  if (plan.tile) return;
  const red: Lch = mixLch(palette.accent, { l: 0.52, c: 0.19, h: 28 }, 0.85);
  const [x, y, s] = [0.9, tall - 0.1, 0.021];
  pen.body([x - s, y - s, x + s, y - s, x + s, y + s, x - s, y + s], vary(red, pen.dice, 0.4), 0.92, {
    rough: 0.5,
  });
  const cut = colourOf(shade(palette.ground, 0.02));
  pen.line([x - s * 0.6, y - s * 0.55, x + s * 0.6, y - s * 0.55], 0.0045, cut, 0.95, { taper: 'none' });
  pen.line([x, y - s * 0.55, x, y + s * 0.6], 0.0045, cut, 0.95, { taper: 'none' });
  pen.line(ring(x, y + s * 0.1, s * 0.5, 8).slice(0, 8), 0.003, cut, 0.9, { taper: 'none' });
}
