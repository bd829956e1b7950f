import type { ShowMessage } from '../../protocol/index.ts';
import type { CameraRig } from '../camera/camera-rig.ts';
import { fadeAt } from './light-looks.ts';

interface Point {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** A frame a camera takes: what it looks at (m), from where around it (rad, as of the rig), how far (m). */
export interface Shot {
  readonly at: Point;
  readonly yaw: number;
  readonly pitch: number;
  readonly distanceM: number;
}

/** By the names of the language; `side` is how far from straight on, `lift` raises what is looked at (m). */
const SHOTS: Readonly<
  Record<
    string,
    { readonly distanceM: number; readonly pitch: number; readonly side: number; readonly lift: number }
  >
> = {
  wide: { distanceM: 10.5, pitch: 0.09, side: 0.14, lift: -0.25 },
  full: { distanceM: 4.4, pitch: 0.05, side: 0.26, lift: -0.05 },
  medium: { distanceM: 2.8, pitch: 0.03, side: 0.3, lift: -0.15 },
  close: { distanceM: 1.8, pitch: 0.02, side: 0.34, lift: 0 },
  follow: { distanceM: 4.8, pitch: 0.06, side: 0.2, lift: -0.1 },
  orbit: { distanceM: 8.5, pitch: 0.2, side: 0, lift: 0 },
  top: { distanceM: 13, pitch: 0.75, side: 0.05, lift: -0.6 },
  audience: { distanceM: 6, pitch: 0.1, side: Math.PI - 0.35, lift: 0 },
};
/** Where something tall stands in the way, the camera goes round so far, rad: the first of these from where it can see. */
const TURNS = [0, 0.35, -0.35, 0.7, -0.7, 1.05, -1.05, 1.4, -1.4] as const;
/** A view that is blocked for so long is left, and so long the camera takes to go round, ms. */
const BLOCKED = { patienceMs: 400, moveMs: 1_000 } as const;
/** An orbit goes round once in this time, s. */
const ORBIT_S = 42;

/**
 * The frame of a shot at a moment: seen from where the audience is. `head` is the head of whom it is about, or the place.
 *
 * @param ms moment of the stage that is shown; an orbit turns by it, so that everybody sees the same side
 */
export function shotOf(
  shot: string,
  sinceMs: number,
  ms: number,
  head: Point,
  audience: { x: number; z: number },
): Shot {
  const { distanceM, pitch, side, lift } = SHOTS[shot] ?? SHOTS.wide;
  const dx = audience.x - head.x;
  const dz = audience.z - head.z;
  // Whoever stands among the audience is seen as the audience sees the stage.
  const facing = Math.hypot(dx, dz) > 2.5 ? Math.atan2(dx, dz) : 0;
  const turn = shot === 'orbit' ? (Math.max(0, ms - sinceMs) / 1000 / ORBIT_S) * Math.PI * 2 : 0;
  return { at: { x: head.x, y: head.y + lift, z: head.z }, yaw: facing + side + turn, pitch, distanceM };
}

const turnOf = (angle: number): number => Math.atan2(Math.sin(angle), Math.cos(angle));

/** Between two frames, `share` 0..1, the short way round. */
export function mixShot(from: Shot, to: Shot, share: number): Shot {
  const ease = share * share * (3 - 2 * share);
  const mix = (a: number, b: number): number => a + (b - a) * ease;
  return {
    at: { x: mix(from.at.x, to.at.x), y: mix(from.at.y, to.at.y), z: mix(from.at.z, to.at.z) },
    yaw: from.yaw + turnOf(to.yaw - from.yaw) * ease,
    pitch: mix(from.pitch, to.pitch),
    distanceM: mix(from.distanceM, to.distanceM),
  };
}

/** The director's camera: takes the shots of a show, cutting where a cue has no fade, moving where it has one. */
export class ShowCamera {
  #cue: ShowMessage['camera'] | undefined;
  #from: Shot | undefined;
  #now: Shot | undefined;
  /** How far it has gone round what stands in the way, rad, from where, and since when. */
  #turn = 0;
  #turnFrom = 0;
  #turnMs = Number.NEGATIVE_INFINITY;
  #blockedMs = Number.NaN;

  /**
   * Points the rig for one picture.
   *
   * @returns what the view is to look at, m
   */
  update(
    rig: CameraRig,
    cue: ShowMessage['camera'],
    ms: number,
    head: Point,
    audience: { x: number; z: number },
  ): Point {
    if (this.#cue?.sinceMs !== cue.sinceMs || this.#cue.shot !== cue.shot) {
      this.#from = this.#now;
      this.#cue = cue;
      if (!this.#from || cue.fadeMs === 0) rig.cut();
      this.#turn = 0;
      this.#turnMs = this.#blockedMs = Number.NEGATIVE_INFINITY;
    }
    const straight = shotOf(cue.shot, cue.sinceMs, ms, head, audience);
    const aim = {
      ...straight,
      yaw: straight.yaw + (cue.shot === 'orbit' ? 0 : this.#turnAt(rig, straight, ms)),
    };
    this.#now = this.#from ? mixShot(this.#from, aim, fadeAt(cue.sinceMs, cue.fadeMs, ms)) : aim;
    rig.yaw = turnOf(this.#now.yaw);
    rig.pitch = this.#now.pitch;
    rig.distanceM = this.#now.distanceM;
    return this.#now.at;
  }

  /** How far round it must go to see, rad. */
  #turnAt(rig: Pick<CameraRig, 'sees'>, { at, yaw, pitch, distanceM }: Shot, ms: number): number {
    const seen = (turn: number): boolean => rig.sees(at, yaw + turn, pitch, distanceM);
    if (seen(this.#turn)) this.#blockedMs = Number.NaN;
    else {
      if (Number.isNaN(this.#blockedMs)) this.#blockedMs = ms;
      // A new shot begins from where it can see; one that goes on does not flinch at every column.
      const better = ms - this.#blockedMs < BLOCKED.patienceMs ? undefined : TURNS.find(seen);
      if (better !== undefined) {
        this.#turnFrom = this.#turn;
        this.#turnMs = this.#blockedMs === Number.NEGATIVE_INFINITY ? this.#blockedMs : ms;
        this.#turn = better;
        this.#blockedMs = Number.NaN;
      }
    }
    const share = Math.min(1, Math.max(0, (ms - this.#turnMs) / BLOCKED.moveMs));
    return this.#turnFrom + (this.#turn - this.#turnFrom) * share * share * (3 - 2 * share);
  }

  /** Somebody else has had the camera: the next shot begins anew. */
  release(): void {
    this.#cue = undefined;
    this.#from = undefined;
    this.#now = undefined;
  }
}
