import { length2, minimumJerk } from '../maths/angle.ts';
import { followSpring, springStep } from '../maths/spring.ts';
import type { MotionControls } from './controls.ts';
import type { MotionAction, MotionModel } from './motion-model.ts';
import type { MotionState } from './motion-state.ts';

/** An action that is called off fades within this time, s. */
const RELEASE_S = 0.35;
/** Above this speed the legs walk and a whole-body action keeps the upper body only, m/s. */
const WALKING_MPS = 0.15;
const STANDING_HALF_LIFE_S = 0.12;

/**
 * Actions (wave, bow ...) are rows of the database played at will over what the search plays; a mask says which joints
 * take part. `world.action` starts one, a new start tick starts it again, 0 calls it off.
 */
export interface ActionLayer {
  /** Moves the action of one human on by `ticks`. */
  advance(n: number, tick: number, ticks: number, controls: MotionControls): void;
  /** Mask of an action index + 1, 22 weights, as it is now: legs stay out while the body walks. */
  mask(action: number, standing: number, out: Float64Array): void;
}

export function createActionLayer(model: MotionModel, state: MotionState, dtS: number): ActionLayer {
  const { actions, masks, rowsHz } = model.manifest;
  const upper = masks.upperBody ?? masks.fullBody;
  const own = actions.map((action) => Float64Array.from(masks[action.mask]));
  const still = springStep(STANDING_HALF_LIFE_S, dtS);
  const standingV = new Float32Array(state.capacity);
  const rowsPerTick = dtS * rowsHz;

  function begin(n: number, tick: number, controls: MotionControls): void {
    state.action[n] = controls.action[n];
    state.actionStart[n] = controls.actionStartTick[n];
    state.actionRow[n] = Math.max(0, tick - controls.actionStartTick[n]) * rowsPerTick;
    state.actionRelease[n] = 1;
    state.actionWeight[n] = 0;
  }

  return {
    advance(n, tick, ticks, controls) {
      const rows = rowsPerTick * ticks;
      state.oldAction[n] = state.action[n];
      state.oldActionWeight[n] = state.actionWeight[n];
      state.oldActionRow[n] = state.actionRow[n] + rows;
      const wanted = controls.action[n] <= actions.length ? controls.action[n] : 0;
      const fresh =
        wanted > 0 && (wanted !== state.action[n] || controls.actionStartTick[n] !== state.actionStart[n]);
      const over =
        wanted > 0 &&
        Math.max(0, tick - controls.actionStartTick[n]) * rowsPerTick >= actions[wanted - 1].rows - 1;
      if (fresh && !over) begin(n, tick, controls);
      else if (state.action[n] > 0) state.actionRow[n] += rows;
      if (state.action[n] === 0) return;
      const action = actions[state.action[n] - 1];
      if (wanted === 0)
        state.actionRelease[n] = Math.max(0, state.actionRelease[n] - (dtS * ticks) / RELEASE_S);
      state.actionWeight[n] = envelope(action, state.actionRow[n]) * minimumJerk(state.actionRelease[n]);
      const speed = length2(controls.velocity[n * 3], controls.velocity[n * 3 + 2]);
      const seated = controls.sitting[n] !== 0 && !isSitAction(action.name);
      followSpring(state.standing, standingV, n, seated || speed > WALKING_MPS ? 0 : 1, still);
      if (state.actionRow[n] >= action.rows - 1 || state.actionRelease[n] <= 0) {
        state.action[n] = 0;
        state.actionWeight[n] = 0;
      }
    },
    mask(action, standing, out) {
      const mask = own[action - 1];
      for (let joint = 0; joint < out.length; joint++) {
        const least = Math.min(mask[joint], upper[joint]);
        out[joint] = least + (mask[joint] - least) * standing;
      }
    },
  };
}

/** True for sitting down, sitting and standing up: actions that know of a seat. */
export function isSitAction(name: string): boolean {
  return /^(sit|standUp)/.test(name);
}

/** Weight of an action at a row: in over start..ready, out over relax..end. */
export function envelope(action: MotionAction, row: number): number {
  const { start, ready, relax, end } = action.sync;
  const inShare = ready > start ? (row - start) / (ready - start) : row >= start ? 1 : 0;
  const outShare = end > relax ? (end - row) / (end - relax) : row <= end ? 1 : 0;
  return Math.min(minimumJerk(inShare), minimumJerk(outShare));
}

/** Row of the database an action is at. */
export function actionRow(model: MotionModel, action: number, row: number): number {
  const entry = model.manifest.actions[action - 1];
  return entry.firstRow + Math.min(Math.max(0, row), entry.rows - 1);
}
