// CONTRIBUTOR NOTES
// Messages of a show come as soon as the stage has made them, the picture shows the stage a moment later. A cue that were
// shown when its message arrives would be early by that lag, and by another one in every client. So everything waits here
// until the picture has come to its stage time.
import type { CueMessage, ShowMessage } from '@troupe/client-sdk/protocol';

/** What has come to its moment. */
export interface ShowDue {
  /** How the show stands at this moment: the newest of those that have come; undefined when none did. */
  readonly show: ShowMessage | undefined;
  /** Cues in the order of the stage. */
  readonly cues: readonly CueMessage[];
}

/** Most that waits; the oldest give way. */
export const SHOW_FEED_MAX = 512;

/**
 * Keeps messages of a show until the picture has come to their moment.
 *
 * @example
 * client.on('show', (message) => feed.addShow(message));
 * client.on('cue', (message) => feed.addCue(message));
 * const { show, cues } = feed.take(client.sampler.clock.renderMs); // once a picture
 */
export class ShowFeed {
  #shows: ShowMessage[] = [];
  #cues: CueMessage[] = [];
  /** Messages that gave way. */
  dropped = 0;

  addShow(message: ShowMessage): void {
    this.#shows.push(message);
    if (this.#shows.length > SHOW_FEED_MAX) this.#drop(this.#shows);
  }

  addCue(message: CueMessage): void {
    this.#cues.push(message);
    if (this.#cues.length > SHOW_FEED_MAX) this.#drop(this.#cues);
  }

  #drop(list: unknown[]): void {
    list.shift();
    this.dropped += 1;
  }

  /** Everything due by `renderMs`, the moment of the stage that is shown now, ms. */
  take(renderMs: number): ShowDue {
    const cues = this.#cues.filter(({ atMs }) => atMs <= renderMs);
    if (cues.length > 0) this.#cues = this.#cues.filter(({ atMs }) => atMs > renderMs);
    const show = this.#shows.findLast(({ atMs }) => atMs <= renderMs);
    if (show) this.#shows = this.#shows.filter(({ atMs }) => atMs > renderMs);
    return { show, cues };
  }

  /** When the next one is due, stage ms; Infinity when nothing waits. */
  get nextMs(): number {
    return Math.min(...this.#shows.map(({ atMs }) => atMs), ...this.#cues.map(({ atMs }) => atMs));
  }

  /** Forgets what waits: after a reconnection the stage tells anew how the show stands. */
  clear(): void {
    this.#shows = [];
    this.#cues = [];
  }
}
