import { type LoadModel, NETWORKS_HERE } from './networks.ts';
import { type HandReading, readHand } from './read-hand.ts';
import type { Sight } from './see.ts';

/** Below this likelihood there is no hand to be seen. */
const FLAG_LEAST = 0.6;
const SIDES = ['left', 'right'] as const;

/** Reads both hands of a person; those that are surely seen. Only paint asks for them, so they are looked at while the fit goes on. */
export async function seeHands(
  { picture, pose }: Pick<Sight, 'picture' | 'pose'>,
  load: LoadModel = NETWORKS_HERE.load,
): Promise<HandReading[]> {
  const net = await load('hand_landmark_full');
  const read = await Promise.all(SIDES.map((side) => readHand(net, picture, pose.landmarks, side)));
  return read.filter(({ flag, points }) => flag >= FLAG_LEAST && points.every(Number.isFinite));
}
