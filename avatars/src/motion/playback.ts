// CONTRIBUTOR NOTES
// Order within a tick matters (proof, section 8): time and root first advance on the motion that was playing, then the
// search may jump, then the pose of the present row is decoded; blend offsets decay before a jump may reset them.
// No time warp: 5.7 cm instead of 4.8. Searching at 1.5 / 3 / 5 / 10 Hz: 6.7 / 5.1 / 4.8 / 4.7 cm, jerk 1.39 to 1.52.
// Idles: a settled body searches rarely, and now and then shifts to another part of its own idle (`restless`), for the
// captured ones are calm and a crowd that never shifts its weight reads as frozen.
import { clamp, length2, wrapAngle } from '../maths/angle.ts';
import { hashSeed, nextRandomState, randomOfState } from '../maths/random.ts';
import { halfLifeDecay } from '../maths/spring.ts';
import type { BodyScale } from './body-scale.ts';
import type { ClipLayer } from './clip-layer.ts';
import { MOTION_DRIVE, type MotionControls } from './controls.ts';
import { Foresight, speedOf } from './foresight.ts';
import { FEATURES, type MotionModel } from './motion-model.ts';
import { type MotionState, OFFSET_VALUES } from './motion-state.ts';
import type { MotionStyle } from './motion-styles.ts';
import { RootMotion } from './root-motion.ts';
import type { SearchIndex } from './search-index.ts';

export const PLAYBACK_DEFAULTS = {
  /** What another person's idle costs more, so that everybody keeps a way of standing of their own. */
  otherIdlePersonPenalty: 1.2,
  /** Idles play this much slower or faster from one human to the next. */
  paceSpread: 0.08,
  /** Capsules that move farther than this in a tick have been put elsewhere, m. */
  teleportM: 1.5,
  /** A settled body shifts to another part of its idle after this long: least and what is drawn on top, s. */
  restlessS: [7, 14],
  /** Parts looked at then, and the greatest distance (cost) of one that is taken. */
  restlessTries: 12,
  restlessCost: 6,
} as const;

/** Values of a remembered command. */
const COMMAND = 7;

export interface PlaybackStats {
  searches: number;
  jumps: number;
  searchMs: number;
}

export interface PlaybackOptions {
  readonly model: MotionModel;
  readonly index: SearchIndex;
  readonly state: MotionState;
  readonly styles: readonly MotionStyle[];
  readonly clips: ClipLayer;
  readonly dtS: number;
  readonly seed: number;
  readonly exact: boolean;
  readonly otherIdlePersonPenalty: number;
  /** Clock for the share of time spent searching, ms; only benches need a real one. */
  readonly nowMs: () => number;
}

/** Decides which row of the database every human is at. */
export class Playback {
  readonly stats: PlaybackStats = { searches: 0, jumps: 0, searchMs: 0 };
  private readonly options: PlaybackOptions;
  private readonly foresight: Foresight;
  private readonly root: RootMotion;
  private readonly warpShare: number;
  private readonly rowsPerTick: number;
  private readonly searchTicks: number;
  private readonly settledTicks: number;
  private readonly minTicks: number;
  private readonly idleRows: readonly Int32Array[];
  private readonly penalties: readonly (readonly Float64Array[])[];
  private readonly groupPenalty: Float64Array;
  /** Learned mode of every value that a human's style may have. */
  private readonly modeOf: Uint8Array;
  private readonly otherPerson: number;
  private readonly query = new Float32Array(FEATURES);

  constructor(options: PlaybackOptions) {
    const { model, state, dtS } = options;
    const { search, playback, capsule, rowsHz } = model.manifest;
    this.options = options;
    this.foresight = new Foresight(search, capsule);
    this.root = new RootMotion(model, state, options.clips, dtS);
    this.warpShare = 1 - halfLifeDecay(playback.warpHalfLifeS, dtS);
    this.rowsPerTick = dtS * rowsHz;
    this.searchTicks = Math.max(1, Math.round(1 / (search.hz * dtS)));
    this.settledTicks = Math.max(1, Math.round(search.settledIdleS / dtS));
    this.minTicks = Math.max(1, Math.round(search.minIntervalS / dtS));
    this.idleRows = idleRowsByPerson(model);
    this.penalties = penaltyTables(model, options.index);
    this.modeOf = new Uint8Array(256).fill(model.modeNames.length - 1);
    options.styles.forEach(({ mode }, style) => {
      this.modeOf[style] = mode;
    });
    this.groupPenalty = new Float64Array(options.index.groups.length);
    this.otherPerson = Math.max(options.otherIdlePersonPenalty, search.otherIdlePersonPenalty);
  }

  private draw(n: number): number {
    const { dice } = this.options.state;
    dice[n] = nextRandomState(dice[n]);
    return randomOfState(dice[n]);
  }

  private personOf(n: number): number {
    const { model, seed, state } = this.options;
    return model.persons ? hashSeed(seed, state.netId[n], 1) % model.persons : 255;
  }

  /** Puts human n on the stage: somewhere in its own idle, root at the capsule. */
  spawn(n: number, tick: number, controls: MotionControls): void {
    const { state, seed } = this.options;
    state.netId[n] = controls.netId[n];
    state.dice[n] = hashSeed(seed, controls.netId[n]);
    state.pace[n] = 1 + (this.draw(n) * 2 - 1) * PLAYBACK_DEFAULTS.paceSpread;
    const rows = this.idleRows[this.personOf(n)] ?? this.idleRows[0];
    state.row[n] = rows[Math.floor(this.draw(n) * rows.length)];
    state.oldRow[n] = -1;
    state.rate[n] = 1;
    state.ticksSinceJump[n] = 1000;
    state.posed[n] = 0;
    state.rawAge[n] = 0;
    state.action[n] = 0;
    state.oldAction[n] = 0;
    state.actionWeight[n] = 0;
    state.standing[n] = 1;
    state.offset.fill(0, n * OFFSET_VALUES, (n + 1) * OFFSET_VALUES);
    state.offsetV.fill(0, n * OFFSET_VALUES, (n + 1) * OFFSET_VALUES);
    state.rootOffset.fill(0, n * 3, n * 3 + 3);
    state.rootOffsetV.fill(0, n * 3, n * 3 + 3);
    state.command.fill(0, n * COMMAND, (n + 1) * COMMAND);
    state.root[n * 3] = controls.position[n * 3];
    state.root[n * 3 + 1] = controls.position[n * 3 + 2];
    state.root[n * 3 + 2] = controls.yaw[n];
    state.capsule[n * 2] = controls.position[n * 3];
    state.capsule[n * 2 + 1] = controls.position[n * 3 + 2];
    this.drawRestless(n, tick);
  }

  private drawRestless(n: number, tick: number): void {
    const [least, spread] = PLAYBACK_DEFAULTS.restlessS;
    this.options.state.restlessTick[n] =
      tick + Math.round((least + spread * this.draw(n)) / this.options.dtS);
  }

  /** True when the capsule of human n has been put elsewhere since the last tick. */
  teleported(n: number, controls: MotionControls): boolean {
    const { capsule } = this.options.state;
    const x = controls.position[n * 3] - capsule[n * 2];
    const z = controls.position[n * 3 + 2] - capsule[n * 2 + 1];
    return length2(x, z) > PLAYBACK_DEFAULTS.teleportM;
  }

  /** Advances time and root of human n by `ticks`, searches when due, and jumps. */
  advance(n: number, tick: number, ticks: number, controls: MotionControls, scale: BodyScale): void {
    const { model, state } = this.options;
    const { search, rowsHz } = model.manifest;
    const { foresight } = this;
    state.capsule[n * 2] = controls.position[n * 3];
    state.capsule[n * 2 + 1] = controls.position[n * 3 + 2];
    state.oldRow[n] = -1;
    for (let k = 0; k < ticks; k++) {
      const midRow = this.advanceRow(n, controls, scale);
      const changed = k === 0 && this.options.clips.changed[n] === 1;
      this.root.advance(n, controls, scale.legRatio, midRow, tick - ticks + 1 + k, changed);
    }
    state.ticksSinceJump[n] += ticks;
    foresight.readWish(n, controls);
    const i = Math.floor(state.row[n]);
    const settled = model.idle[i] === 1 && !foresight.stirs(n, controls);
    const frozen = settled && controls.stillness[n] > 0.95;
    const must = !frozen && model.clipLast[i] - state.row[n] < search.endGuardS * rowsHz;
    if (settled && !must && !frozen && tick >= state.restlessTick[n]) {
      this.shift(n, tick, controls, scale);
      return;
    }
    const due =
      (tick + n * 7) % (settled ? this.settledTicks : this.searchTicks) < ticks ||
      this.isNewCommand(n, controls);
    if (!must && (!due || frozen || state.ticksSinceJump[n] <= this.minTicks)) return;
    this.rememberCommand(n, controls);
    this.search(n, controls, scale, must);
  }

  /** Moves time on; returns the row in the middle of the tick. */
  private advanceRow(n: number, controls: MotionControls, scale: BodyScale): number {
    const { model, state } = this.options;
    const { warp, warpMinSpeedMps } = model.manifest.playback;
    const i = Math.floor(state.row[n]);
    const own = length2(model.rootVelocity[i * 3], model.rootVelocity[i * 3 + 1]) * scale.legRatio;
    const speed = speedOf(n, controls);
    const fast = speed > warpMinSpeedMps && own > warpMinSpeedMps;
    const tempo = state.tempo[n];
    const wanted = fast ? clamp(speed / (own * tempo * state.stride[n]), warp[0], warp[1]) : 1;
    state.rate[n] += (wanted * tempo - state.rate[n]) * this.warpShare;
    const stands = model.idle[i] === 1;
    const pace = stands
      ? state.pace[n] * (1 - clamp(controls.stillness[n] || 0, 0, 1)) * tempo
      : state.rate[n];
    const before = state.row[n];
    state.row[n] = Math.min(before + pace * this.rowsPerTick, model.clipLast[i]);
    return (before + state.row[n]) / 2;
  }

  private isNewCommand(n: number, controls: MotionControls): boolean {
    const { command } = this.options.state;
    const { wish } = this.foresight;
    const c = n * COMMAND;
    if (command[c] !== controls.drive[n] * 2 + controls.walking[n] || command[c + 5] !== controls.style[n])
      return true;
    if (Math.abs(command[c + 3] - wish.speedMps) > 0.3) return true;
    if (controls.drive[n] === MOTION_DRIVE.walkTo) {
      const goal =
        Math.abs(command[c + 1] - controls.goal[n * 2]) + Math.abs(command[c + 2] - controls.goal[n * 2 + 1]);
      if (goal > 0.5) return true;
    }
    const facing = Number.isNaN(command[c + 4]) ? controls.yaw[n] : command[c + 4];
    if (Math.abs(wrapAngle(controls.goalYaw[n] - facing)) > 0.35) return true;
    const heading = Math.atan2(wish.directionX, wish.directionZ);
    return (
      wish.speedMps > 0.1 && wish.remainingM > 0.5 && Math.abs(wrapAngle(heading - command[c + 6])) > 0.5
    );
  }

  private rememberCommand(n: number, controls: MotionControls): void {
    const { command } = this.options.state;
    const { wish } = this.foresight;
    const c = n * COMMAND;
    command[c] = controls.drive[n] * 2 + controls.walking[n];
    command[c + 1] = controls.goal[n * 2];
    command[c + 2] = controls.goal[n * 2 + 1];
    command[c + 3] = wish.speedMps;
    command[c + 4] = controls.goalYaw[n];
    command[c + 5] = controls.style[n];
    command[c + 6] = Math.atan2(wish.directionX, wish.directionZ);
  }

  /** The present row's features, with the future replaced by the capsule's own, seen from the played root. */
  private writeQuery(n: number, scale: BodyScale): void {
    const { model, state } = this.options;
    const { mean, std, scale: unit } = model.manifest.features;
    const { future } = this.foresight;
    const { query } = this;
    const i = Math.floor(state.row[n]);
    for (let k = 0; k < FEATURES; k++) query[k] = model.features[i * FEATURES + k] * unit;
    const yaw = state.root[n * 3 + 2];
    const sin = Math.sin(yaw);
    const cos = Math.cos(yaw);
    const perM = scale.legRatio * state.stride[n];
    for (let h = 0; h < 3; h++) {
      const dx = (future[h * 3] - state.root[n * 3]) / perM;
      const dz = (future[h * 3 + 1] - state.root[n * 3 + 1]) / perM;
      const turn = future[h * 3 + 2] - yaw;
      const p = 15 + h * 2;
      const d = 21 + h * 2;
      query[p] = (cos * dx - sin * dz - mean[p]) / std[p];
      query[p + 1] = (sin * dx + cos * dz - mean[p + 1]) / std[p + 1];
      query[d] = (Math.sin(turn) - mean[d]) / std[d];
      query[d + 1] = (Math.cos(turn) - mean[d + 1]) / std[d + 1];
    }
  }

  /** Searches and jumps if it pays; `must` when the clip ends. */
  private search(n: number, controls: MotionControls, scale: BodyScale, must: boolean): void {
    const { model, index, state, exact, nowMs } = this.options;
    const { search, rowsHz } = model.manifest;
    this.foresight.look(n, controls, state.tempo[n]);
    this.writeQuery(n, scale);
    const moving = this.foresight.moves(n, controls);
    const i = Math.floor(state.row[n]);
    const here = this.setPenalties(n, i, controls.style[n], moving);
    const next = Math.min(i + 1, model.clipLast[i]);
    const goingOn = index.distance(this.query, 0, next) + here;
    const stay = model.idle[i] && !moving ? search.stayIdle : search.stay;
    const bound = must ? Number.POSITIVE_INFINITY : goingOn - stay;
    const started = nowMs();
    const row = exact
      ? index.findExact(this.query, 0, this.groupPenalty, bound)
      : index.find(this.query, 0, this.groupPenalty, bound);
    this.stats.searchMs += nowMs() - started;
    this.stats.searches += 1;
    if (row < 0) return;
    const near =
      model.clip[row] === model.clip[i] && Math.abs(row - state.row[n]) < search.sameClipGuardS * rowsHz;
    if (!near || must) this.jump(n, row);
  }

  /** Fills the penalty of every group; returns that of the present row. */
  private setPenalties(n: number, row: number, style: number, moving: boolean): number {
    const { model, index } = this.options;
    const table = this.penalties[this.modeOf[style]][moving ? 1 : 0];
    const person = this.personOf(n);
    let here = 0;
    for (let g = 0; g < table.length; g++) {
      const group = index.groups[g];
      this.groupPenalty[g] = table[g] + (group.idle && group.person !== person ? this.otherPerson : 0);
      if (group.style === model.style[row] && group.person === model.person[row]) here = this.groupPenalty[g];
    }
    return here;
  }

  private jump(n: number, row: number): void {
    const { state } = this.options;
    state.oldRow[n] = state.row[n];
    state.row[n] = row;
    state.ticksSinceJump[n] = 0;
    this.root.addJump(n, state.oldRow[n], row);
    this.stats.jumps += 1;
  }

  /** Takes a standing body to another part of its own idle, one that begins much as it stands now. */
  private shift(n: number, tick: number, controls: MotionControls, scale: BodyScale): void {
    const { model, index, state } = this.options;
    this.drawRestless(n, tick);
    this.foresight.look(n, controls, state.tempo[n]);
    this.writeQuery(n, scale);
    const rows = this.idleRows[this.personOf(n)] ?? this.idleRows[0];
    let best: number = PLAYBACK_DEFAULTS.restlessCost;
    let bestRow = -1;
    for (let k = 0; k < PLAYBACK_DEFAULTS.restlessTries; k++) {
      const row = rows[Math.floor(this.draw(n) * rows.length)];
      const apart = Math.abs(row - state.row[n]) > 3 * model.manifest.rowsHz;
      const cost = index.distance(this.query, 0, row);
      if (!apart || cost >= best) continue;
      best = cost;
      bestRow = row;
    }
    if (bestRow >= 0) this.jump(n, bestRow);
  }
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
