import type { Group } from 'three';
import type { HungWorks } from './plaza/hung-works.ts';
import type { Props } from './plaza/props.ts';

/** All that is built on a stage, ready to be added to a scene. */
export interface StageSet {
  readonly group: Group;
  readonly props: Props;
  /** Paintings made here. */
  readonly works: HungWorks;
  /** Moves water, leaves and the light of what is pushed; time in s. */
  update(timeS: number): void;
  /** Full mirror in the pool, or only the sky; nothing where there is no water. */
  setMirror(on: boolean): void;
  setViewHeight(px: number): void;
  dispose(): void;
}
