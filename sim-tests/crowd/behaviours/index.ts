import type { BehaviourName } from '../scenario.ts';
import type { Behaviour } from './behaviour.ts';
import { dancer } from './dancer.ts';
import { flapper } from './flapper.ts';
import { flooder } from './flooder.ts';
import { liar } from './liar.ts';
import { sensor } from './sensor.ts';
import { slowReader } from './slow-reader.ts';
import { spectator } from './spectator.ts';
import { talker } from './talker.ts';
import { walker } from './walker.ts';

/** One behaviour a file, made anew for each bot. */
export const BEHAVIOURS: Readonly<Record<BehaviourName, () => Behaviour>> = {
  spectator,
  walker,
  talker,
  dancer,
  sensor,
  flapper,
  slowReader,
  flooder,
  liar,
};
