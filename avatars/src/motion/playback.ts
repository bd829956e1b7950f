// CONTRIBUTOR NOTES
// Order within a tick matters (proof, section 8): time and root first advance on the motion that was playing, then the
// search may jump, then the pose of the present row is decoded; blend offsets decay before a jump may reset them.
// No pull to the capsule 16.8 cm RMS, with it 5; no time warp 5.7. Rows of root velocity are read at the middle of the
// step, because a tick of 50 ms is three frames of the proof.
import { clamp, wrapAngle } from '../maths/angle.ts';
import { hashSeed, randomOfState } from '../maths/random.ts';
import { decaySprings, halfLifeDecay, type SpringStep, springStep } from '../maths/spring.ts';
import type { BodyScale } from './body-scale.ts';
import { createCapsuleState, createCapsuleWish, stepCapsule } from './capsule-law.ts';
import { MOTION_DRIVE, type MotionControls } from './controls.ts';
import { FEATURES, type MotionModel } from './motion-model.ts';
import { type MotionState, OFFSET_VALUES } from './motion-state.ts';
import type { SearchIndex } from './search-index.ts';

export const PLAYBACK_DEFAULTS = {
  /** What another person's idle costs more, so that everybody keeps a way of standing of their own. */
  otherIdlePersonPenalty: 1.2,
  /** Idles play this much slower or faster from one human to the next. */
  paceSpread: 0.08,
  /** Capsules that move farther than this in a tick have been put elsewhere, m. */
  teleportM: 1.5,
} as const;

/** Guests' bodies answer at once (GUEST_MOVE of the protocol), performers' as the capsule settings say. */
const INPUT_LAW = {
  accelerationMps2: 6,
  decelerationMps2: 6,
  turnRadps: 7,
  turnAccelerationRadps2: 60,
} as const;
const FORESEE_STEPS = 15;
const FORESEE_SAMPLE = 5;
/** Nearer than this the future aims straight at the goal, m. */
const AIMED_M = 2;
const SLIDE_S = 0.2;

export interface PlaybackStats {
  searches: number;
  jumps: number;
  searchMs: number;
}

export interface Playback {
  /** Puts a human on the stage: an idle row of its own, root at the capsule. */
  spawn(n: number, controls: MotionControls): void;
  /** Advances time and root of one human, searches when due, and jumps. */
  advance(n: number, tick: number, controls: MotionControls, scale: BodyScale): void;
  /** Idle rows the human n may start in. */
  readonly stats: PlaybackStats;
}

interface PlaybackOptions {
  readonly model: MotionModel;
  readonly index: SearchIndex;
  readonly state: MotionState;
  readonly dtS: number;
  readonly seed: number;
  readonly exact: boolean;
  readonly otherIdlePersonPenalty: number;
  /** Clock for the share of time spent searching, ms; only benches need a real one. */
  readonly nowMs: () => number;
}

/** The part of the engine that decides which row of the database every human is at. */
export function createPlayback(options: PlaybackOptions): Playback {
  const { model, index, state, dtS, seed, exact, nowMs } = options;
  const { search, playback, capsule: capsuleLaw } = model.manifest;
  const { rowsHz } = model.manifest;
  const inputLaw = { ...capsuleLaw, ...INPUT_LAW };
  const rowsPerTick = dtS * rowsHz;
  const searchTicks = Math.max(1, Math.round(1 / (search.hz * dtS)));
  const settledTicks = Math.max(1, Math.round(search.settledIdleS / dtS));
  const minTicks = Math.max(1, Math.round(search.minIntervalS / dtS));
  const blend: SpringStep = springStep(playback.blendHalfLifeS, dtS);
  const warpShare = 1 - halfLifeDecay(playback.warpHalfLifeS, dtS);
  const pullShare = 1 - halfLifeDecay(playback.pullHalfLifeS, dtS);
  const excessShare = 1 - halfLifeDecay(playback.clampHalfLifeS, dtS);
  const idleRows = idleRowsByPerson(model);
  const penalties = penaltyTables(model, index);
  const groupPenalty = new Float64Array(index.groups.length);
  const capsuleState = createCapsuleState();
  const wish = createCapsuleWish();
  const query = new Float32Array(FEATURES);
  /** Capsule one third, two thirds and one second ahead: x, z, yaw. */
  const future = new Float64Array(9);
  const velocity = new Float64Array(3);
  const stats: PlaybackStats = { searches: 0, jumps: 0, searchMs: 0 };
  const otherPerson = Math.max(options.otherIdlePersonPenalty, search.otherIdlePersonPenalty);

  function draw(n: number): number {
    state.dice[n] = (state.dice[n] + 0x6d2b79f5) >>> 0;
    return randomOfState(state.dice[n]);
  }

  function personOf(n: number): number {
    return model.persons ? hashSeed(seed, state.netId[n], 1) % model.persons : 255;
  }

  function spawn(n: number, controls: MotionControls): void {
    state.netId[n] = controls.netId[n];
    state.dice[n] = hashSeed(seed, controls.netId[n]);
    state.pace[n] = 1 + (draw(n) * 2 - 1) * PLAYBACK_DEFAULTS.paceSpread;
    const rows = idleRows[personOf(n)] ?? idleRows[0];
    state.row[n] = rows[Math.floor(draw(n) * rows.length)];
    state.oldRow[n] = -1;
    state.rate[n] = 1;
    state.ticksSinceJump[n] = 1000;
    state.posed[n] = 0;
    state.pending[n] = 0;
    state.action[n] = 0;
    state.oldAction[n] = 0;
    state.actionWeight[n] = 0;
    state.standing[n] = 1;
    state.offset.fill(0, n * OFFSET_VALUES, (n + 1) * OFFSET_VALUES);
    state.offsetV.fill(0, n * OFFSET_VALUES, (n + 1) * OFFSET_VALUES);
    state.rootOffset.fill(0, n * 3, n * 3 + 3);
    state.rootOffsetV.fill(0, n * 3, n * 3 + 3);
    state.command.fill(0, n * 7, n * 7 + 7);
    place(n, controls);
  }

  /** Puts root and remembered capsule where the capsule is. */
  function place(n: number, controls: MotionControls): void {
    state.root[n * 3] = controls.position[n * 3];
    state.root[n * 3 + 1] = controls.position[n * 3 + 2];
    state.root[n * 3 + 2] = controls.yaw[n];
    state.capsule[n * 3] = controls.position[n * 3];
    state.capsule[n * 3 + 1] = controls.position[n * 3 + 2];
    state.capsule[n * 3 + 2] = controls.yaw[n];
  }

  /** Reads what the human is asked to do into `wish`, as physics does. */
  function readWish(n: number, controls: MotionControls): void {
    const drive = controls.drive[n];
    const walks = drive === MOTION_DRIVE.walkTo && controls.walking[n] === 1;
    const goes = walks || drive === MOTION_DRIVE.input;
    wish.directionX = goes ? controls.desired[n * 2] : 0;
    wish.directionZ = goes ? controls.desired[n * 2 + 1] : 0;
    wish.speedMps = Math.hypot(wish.directionX, wish.directionZ);
    if (walks) wish.speedMps = Math.min(wish.speedMps, controls.goalSpeed[n]);
    wish.remainingM = walks ? controls.remaining[n] : Number.POSITIVE_INFINITY;
    wish.yaw = walks ? Number.NaN : controls.goalYaw[n];
  }

  /** Runs the capsule law one second ahead; fills `future`. */
  function foresee(n: number, controls: MotionControls): void {
    const vx = controls.velocity[n * 3];
    const vz = controls.velocity[n * 3 + 2];
    const yaw = controls.yaw[n];
    const along = vx * Math.sin(yaw) + vz * Math.cos(yaw);
    capsuleState.x = controls.position[n * 3];
    capsuleState.z = controls.position[n * 3 + 2];
    capsuleState.yaw = yaw;
    capsuleState.speedMps = Math.max(0, along);
    capsuleState.turnRadps = controls.yawRate[n];
    const law = controls.drive[n] === MOTION_DRIVE.input ? inputLaw : capsuleLaw;
    const remainingM = wish.remainingM;
    const towards = remainingM < AIMED_M;
    for (let k = 1; k <= FORESEE_STEPS; k++) {
      stepCapsule(capsuleState, wish, law, 1 / FORESEE_STEPS);
      if (towards) {
        // Near the goal the way is straight: aim at it, as the navigator will.
        const gx = controls.goal[n * 2] - capsuleState.x;
        const gz = controls.goal[n * 2 + 1] - capsuleState.z;
        wish.remainingM = Math.hypot(gx, gz);
        wish.directionX = gx;
        wish.directionZ = gz;
      }
      if (k % FORESEE_SAMPLE > 0) continue;
      const o = (k / FORESEE_SAMPLE - 1) * 3;
      future[o] = capsuleState.x;
      future[o + 1] = capsuleState.z;
      future[o + 2] = capsuleState.yaw;
    }
    wish.remainingM = remainingM;
    // A body that is pushed aside goes on sliding for a moment.
    const sideX = vx - Math.sin(yaw) * along;
    const sideZ = vz - Math.cos(yaw) * along;
    if (sideX * sideX + sideZ * sideZ < 0.01) return;
    for (let o = 0; o < 9; o += 3) {
      future[o] += sideX * SLIDE_S;
      future[o + 1] += sideZ * SLIDE_S;
    }
  }

  function isNewCommand(n: number, controls: MotionControls): boolean {
    const c = n * 7;
    const { command } = state;
    const speed = wish.remainingM < 0.5 ? command[c + 3] : wish.speedMps;
    const fresh =
      command[c] !== controls.drive[n] * 2 + controls.walking[n] ||
      Math.abs(command[c + 3] - speed) > 0.3 ||
      command[c + 5] !== controls.style[n] ||
      (controls.drive[n] === MOTION_DRIVE.walkTo &&
        Math.abs(command[c + 1] - controls.goal[n * 2]) +
          Math.abs(command[c + 2] - controls.goal[n * 2 + 1]) >
          0.5) ||
      turned(command[c + 4], controls.goalYaw[n], 0.35) ||
      (speed > 0.1 && turned(command[c + 6], Math.atan2(wish.directionX, wish.directionZ), 0.5));
    return fresh;
  }

  function rememberCommand(n: number, controls: MotionControls): void {
    const c = n * 7;
    state.command[c] = controls.drive[n] * 2 + controls.walking[n];
    state.command[c + 1] = controls.goal[n * 2];
    state.command[c + 2] = controls.goal[n * 2 + 1];
    state.command[c + 3] = wish.speedMps;
    state.command[c + 4] = controls.goalYaw[n];
    state.command[c + 5] = controls.style[n];
    state.command[c + 6] = Math.atan2(wish.directionX, wish.directionZ);
  }

  /** Root velocity of the row at f: vx, vz, yaw rate in the root frame of the canonical person, warped. */
  function rowVelocity(n: number, f: number): void {
    const i = Math.floor(f);
    const j = Math.min(i + 1, model.clipLast[i]);
    const t = f - i;
    const rate = state.rate[n];
    for (let k = 0; k < 3; k++) {
      velocity[k] = (model.rootVelocity[i * 3 + k] * (1 - t) + model.rootVelocity[j * 3 + k] * t) * rate;
    }
  }

  function advanceRoot(n: number, controls: MotionControls, scale: BodyScale, midRow: number): void {
    const idle = model.idle[Math.floor(midRow)] === 1;
    rowVelocity(n, midRow);
    const { root, rootOffset } = state;
    decaySprings(rootOffset, state.rootOffsetV, n * 3, 3, blend);
    let vx = 0;
    let vz = 0;
    let turn = 0;
    if (!idle) {
      vx = (velocity[0] + rootOffset[n * 3]) * scale.legRatio;
      vz = (velocity[1] + rootOffset[n * 3 + 1]) * scale.legRatio;
      turn = velocity[2] + rootOffset[n * 3 + 2];
    }
    const yaw = root[n * 3 + 2];
    const sin = Math.sin(yaw);
    const cos = Math.cos(yaw);
    let x = root[n * 3] + (cos * vx + sin * vz) * dtS;
    let z = root[n * 3 + 1] + (cos * vz - sin * vx) * dtS;
    const speed = Math.hypot(vx, vz);
    let ex = controls.position[n * 3] - x;
    let ez = controls.position[n * 3 + 2] - z;
    let error = Math.hypot(ex, ez);
    if (error > 1e-9) {
      const pull =
        Math.min(error * pullShare, (speed * playback.pullRatio + playback.pullMinMps) * dtS) / error;
      x += ex * pull;
      z += ez * pull;
      ex = controls.position[n * 3] - x;
      ez = controls.position[n * 3 + 2] - z;
      error = Math.hypot(ex, ez);
      const excess = Math.max(0, error - playback.clampM) * excessShare;
      x += (ex / Math.max(error, 1e-9)) * excess;
      z += (ez / Math.max(error, 1e-9)) * excess;
    }
    root[n * 3] = x;
    root[n * 3 + 1] = z;
    const turned = yaw + turn * dtS;
    const most =
      (Math.abs(turn) * playback.turnRatio +
        (idle ? playback.turnMinIdleRadps : playback.turnMinRadps) +
        playback.turnPerMetre * speed) *
      dtS;
    root[n * 3 + 2] = wrapAngle(turned + clamp(wrapAngle(controls.yaw[n] - turned) * pullShare, -most, most));
  }

  function writeQuery(n: number, scale: BodyScale): void {
    const { mean, std, scale: unit } = model.manifest.features;
    const i = Math.floor(state.row[n]);
    for (let k = 0; k < FEATURES; k++) query[k] = model.features[i * FEATURES + k] * unit;
    const yaw = state.root[n * 3 + 2];
    const sin = Math.sin(yaw);
    const cos = Math.cos(yaw);
    for (let h = 0; h < 3; h++) {
      const dx = (future[h * 3] - state.root[n * 3]) / scale.legRatio;
      const dz = (future[h * 3 + 1] - state.root[n * 3 + 1]) / scale.legRatio;
      const turn = future[h * 3 + 2] - yaw;
      const p = 15 + h * 2;
      const d = 21 + h * 2;
      query[p] = (cos * dx - sin * dz - mean[p]) / std[p];
      query[p + 1] = (sin * dx + cos * dz - mean[p + 1]) / std[p + 1];
      query[d] = (Math.sin(turn) - mean[d]) / std[d];
      query[d + 1] = (Math.cos(turn) - mean[d + 1]) / std[d + 1];
    }
  }

  function isMoving(n: number, controls: MotionControls): boolean {
    const ahead = Math.hypot(future[6] - controls.position[n * 3], future[7] - controls.position[n * 3 + 2]);
    return (
      Math.hypot(controls.velocity[n * 3], controls.velocity[n * 3 + 2]) > search.movingSpeedMps ||
      ahead > search.movingAheadM ||
      Math.abs(wrapAngle(future[8] - controls.yaw[n])) > search.movingTurnRad
    );
  }

  /** Whether anything asks the body to leave its place or heading; cheap, asked every tick. */
  function stirs(n: number, controls: MotionControls): boolean {
    if (Math.hypot(controls.velocity[n * 3], controls.velocity[n * 3 + 2]) > search.movingSpeedMps)
      return true;
    if (wish.speedMps > 0.05 && wish.remainingM > 0.1) return true;
    return turned(controls.yaw[n], wish.yaw, search.movingTurnRad);
  }

  /** Searches and jumps if it pays; `must` when the clip ends. */
  function searchRow(n: number, controls: MotionControls, scale: BodyScale, must: boolean): void {
    foresee(n, controls);
    writeQuery(n, scale);
    const moving = isMoving(n, controls);
    const i = Math.floor(state.row[n]);
    const table = penalties[Math.min(controls.style[n], penalties.length - 1)][moving ? 1 : 0];
    const person = personOf(n);
    let here = 0;
    for (let g = 0; g < groupPenalty.length; g++) {
      const group = index.groups[g];
      groupPenalty[g] = table[g] + (group.idle && group.person !== person ? otherPerson : 0);
      if (group.style === model.style[i] && group.person === model.person[i]) here = groupPenalty[g];
    }
    const next = Math.min(i + 1, model.clipLast[i]);
    const goingOn = index.distance(query, 0, next) + here;
    const stay = model.idle[i] && !moving ? search.stayIdle : search.stay;
    const bound = must ? Number.POSITIVE_INFINITY : goingOn - stay;
    stats.searches += 1;
    const started = nowMs();
    const row = exact
      ? index.findExact(query, 0, groupPenalty, bound)
      : index.find(query, 0, groupPenalty, bound);
    stats.searchMs += nowMs() - started;
    if (row < 0) return;
    const near =
      Math.abs(row - state.row[n]) < search.sameClipGuardS * rowsHz && model.clip[row] === model.clip[i];
    if (near && !must) return;
    jump(n, row);
  }

  function jump(n: number, row: number): void {
    const from = state.row[n];
    rowVelocity(n, from);
    for (let k = 0; k < 3; k++) state.rootOffset[n * 3 + k] += velocity[k];
    rowVelocity(n, row);
    for (let k = 0; k < 3; k++) state.rootOffset[n * 3 + k] -= velocity[k];
    state.oldRow[n] = from;
    state.row[n] = row;
    state.ticksSinceJump[n] = 0;
    stats.jumps += 1;
  }

  function advanceRow(n: number, controls: MotionControls, scale: BodyScale): number {
    const i = Math.floor(state.row[n]);
    const own = Math.hypot(model.rootVelocity[i * 3], model.rootVelocity[i * 3 + 1]) * scale.legRatio;
    const speed = Math.hypot(controls.velocity[n * 3], controls.velocity[n * 3 + 2]);
    const fast = speed > playback.warpMinSpeedMps && own > playback.warpMinSpeedMps;
    const wanted = fast ? clamp(speed / own, playback.warp[0], playback.warp[1]) : 1;
    state.rate[n] += (wanted - state.rate[n]) * warpShare;
    const idle = model.idle[i] === 1;
    const pace = idle ? state.pace[n] * (1 - clamp(controls.stillness[n], 0, 1)) : state.rate[n];
    const before = state.row[n];
    state.row[n] = Math.min(before + pace * rowsPerTick, model.clipLast[i]);
    return (before + state.row[n]) / 2;
  }

  function advance(n: number, tick: number, controls: MotionControls, scale: BodyScale): void {
    const moved = Math.hypot(
      controls.position[n * 3] - state.capsule[n * 3],
      controls.position[n * 3 + 2] - state.capsule[n * 3 + 1],
    );
    if (moved > PLAYBACK_DEFAULTS.teleportM) spawn(n, controls);
    state.capsule[n * 3] = controls.position[n * 3];
    state.capsule[n * 3 + 1] = controls.position[n * 3 + 2];
    state.capsule[n * 3 + 2] = controls.yaw[n];
    state.oldRow[n] = -1;
    const midRow = advanceRow(n, controls, scale);
    advanceRoot(n, controls, scale, midRow);
    state.ticksSinceJump[n] += 1;
    readWish(n, controls);
    const i = Math.floor(state.row[n]);
    const fresh = isNewCommand(n, controls);
    const settled = model.idle[i] === 1 && !stirs(n, controls);
    const frozen = settled && controls.stillness[n] > 0.95;
    const must = !frozen && model.clipLast[i] - state.row[n] < search.endGuardS * rowsHz;
    const every = settled ? settledTicks : searchTicks;
    const due = (tick + n * 7) % every === 0 || fresh;
    if (!must && (!due || frozen || state.ticksSinceJump[n] <= minTicks)) return;
    rememberCommand(n, controls);
    searchRow(n, controls, scale, must);
  }

  return { spawn, advance, stats };
}

/** True when two headings differ by more than a limit, or only one of them is a heading. */
function turned(from: number, to: number, limitRad: number): boolean {
  if (Number.isNaN(from) || Number.isNaN(to)) return Number.isNaN(from) !== Number.isNaN(to) && limitRad > 1;
  return Math.abs(wrapAngle(to - from)) > limitRad;
}

/** Selectable idle rows of each person that have a while to run. */
function idleRowsByPerson(model: MotionModel): Int32Array[] {
  const rows: number[][] = Array.from({ length: Math.max(1, model.persons) }, () => []);
  const keepS = model.manifest.search.idleRunOutS * 2;
  for (let row = 0; row < model.rows; row++) {
    if (!model.idle[row] || !model.selectable[row]) continue;
    if ((model.clipLast[row] - row) / model.manifest.rowsHz > keepS) rows[model.person[row]].push(row);
  }
  const filled = rows.filter((list) => list.length > 0);
  if (!filled.length) throw new Error('motion model: no idle row is long enough to start in; rebuild it');
  return rows.map((list, i) => Int32Array.from(list.length ? list : filled[i % filled.length]));
}

/** Cost added to the rows of every group, by mode and by standing (0) or moving (1). */
function penaltyTables(model: MotionModel, index: SearchIndex): Float64Array[][] {
  const { modes, styles, search } = model.manifest;
  return model.modeNames.map((name) =>
    [0, 1].map((moving) =>
      Float64Array.from(index.groups, (group) => {
        const other = modes[name].styles.includes(styles[group.style]) ? 0 : modes[name].otherPenalty;
        const gait = moving ? (group.idle ? search.idlePenalty : 0) : group.idle ? 0 : search.standPenalty;
        return other + gait;
      }),
    ),
  );
}
