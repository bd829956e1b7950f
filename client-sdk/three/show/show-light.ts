import { Color, Group, SpotLight } from 'three';
import type { ShowMessage } from '../../protocol/index.ts';
import type { ViewLight } from '../simple-light.ts';
import { DUSK, fadeAt, type LightState, lightOf, mixLight, strobeAt } from './light-looks.ts';

/** Where the follow spot hangs, from whom it follows, m: high, from the side of the audience. */
const SPOT_FROM = [1.6, 7.5, 7.5] as const;
const SPOT_M = 24;
const SPOT_RAD = 0.2;
/** The spot reaches for somebody else in this time, s. */
const REACH_S = 0.35;

/**
 * Light cues on a stage: key, fill and rim in the cue's colour, a follow spot on whom the show looks at, and the house
 * (sky, lamps, all that is there anyway) dimmed by exposure. What it shows is a function of stage time.
 */
export class ShowLight {
  readonly group = new Group();
  readonly #light: ViewLight;
  readonly #spot = new SpotLight(0xffffff, 0, SPOT_M, SPOT_RAD, 0.5, 1.2);
  readonly #colour = new Color();
  #from: LightState = DUSK;
  #to: LightState = DUSK;
  #now: LightState = DUSK;
  #cue: ShowMessage['light'] | undefined;
  #placed = false;

  constructor(light: ViewLight) {
    this.#light = light;
    // Always there, at no power: a light that comes later has every shader built anew.
    this.group.add(this.#spot, this.#spot.target);
    this.group.name = 'show light';
  }

  /** How bright the plain stage is now, 1 without a show: what the exposure is multiplied by. */
  get house(): number {
    return this.#now.house;
  }

  /** Takes how the show lights the stage; undefined is the stage without a show. */
  set(cue: ShowMessage['light'] | undefined): void {
    const mark = ({ look, colour, level }: ShowMessage['light']): string => `${look} ${colour} ${level}`;
    if (cue?.sinceMs !== this.#cue?.sinceMs || (cue && mark(cue)) !== (this.#cue && mark(this.#cue))) {
      this.#from = this.#now;
      this.#to = cue ? lightOf(cue) : DUSK;
    }
    this.#cue = cue;
  }

  /** Lights one picture: `ms` is the moment of the stage that is shown, `at` whom the spot follows. */
  update(ms: number, dtS: number, at: { readonly x: number; readonly y: number; readonly z: number }): void {
    const { sinceMs, fadeMs, strobeHz } = this.#cue ?? { sinceMs: 0, fadeMs: 0, strobeHz: 0 };
    this.#now = mixLight(this.#from, this.#to, fadeAt(sinceMs, fadeMs, ms));
    const { house, key, fill, rim, spot, colour } = this.#now;
    const flash = strobeAt(strobeHz, ms - sinceMs);
    // The exposure goes down with the house; the show's own lights stay as bright as they are set.
    const own = flash / Math.max(house, 0.05);
    this.#colour.setRGB(colour[0], colour[1], colour[2]);
    this.#light.set({ key: key * own, fill, rim: rim * own, tint: this.#colour });
    this.#spot.color.copy(this.#colour);
    this.#spot.intensity = spot * own;
    const reach = this.#placed ? 1 - Math.exp(-dtS / REACH_S) : 1;
    this.#placed = true;
    const { target } = this.#spot;
    target.position.x += (at.x - target.position.x) * reach;
    target.position.y += (at.y - 0.5 - target.position.y) * reach;
    target.position.z += (at.z - target.position.z) * reach;
    this.#spot.position.set(
      target.position.x + SPOT_FROM[0],
      target.position.y + SPOT_FROM[1],
      target.position.z + SPOT_FROM[2],
    );
  }

  dispose(): void {
    this.#spot.dispose();
  }
}
