import type { StageClient } from '@troupe/client-sdk';
import { type ShowDue, ShowFeed } from '@troupe/client-sdk';
import type { CueMessage, ShowMessage } from '@troupe/client-sdk/protocol';
import type { StageView } from '@troupe/client-sdk/three';
import { ScorePlayer } from './score-player.ts';

/** A cue as the page showed it, ms: its stage time, and the moments of the stage that the picture showed then and before. */
export interface Presented {
  readonly cue: string;
  readonly ev: string;
  readonly kind: string;
  readonly atMs: number;
  readonly shownMs: number;
  readonly beforeMs: number;
  /** The clock on the wall at that picture, ms since 1970: what people in one room see at once. */
  readonly wallMs: number;
}

/** A call to the audience: clap, cheer, wave or raise-hands, in words if the show has some. */
export interface CrowdCall {
  readonly ask: string;
  readonly text: { readonly en: string; readonly ko: string };
  readonly untilMs: number;
}

const PRESENTED_MAX = 600;

/** Brings a show to the page at its moment: picture, music and words, each by the clock of the stage. */
export class ShowPresenter {
  readonly music: ScorePlayer;
  readonly presented: Presented[] = [];
  /** Text that is played, and the wall time at which this page heard of it, ms since 1970. */
  readonly texts: { readonly sha256: string; readonly sinceMs: number; readonly heardAtMs: number }[] = [];
  readonly #feed = new ShowFeed();
  /** Moment of the picture before, ms. */
  #beforeMs = Number.NaN;
  #client: StageClient | undefined;

  constructor(baseUrl: string, context: () => AudioContext | undefined) {
    this.music = new ScorePlayer(baseUrl, context, () => {
      const client = this.#client;
      return client ? client.stageMs() - client.sampler.clock.delayMs : Number.NaN;
    });
  }

  /** Listens to this client from now on. */
  follow(client: StageClient): void {
    client.on('show', (message) => {
      if (this.#client !== client) return;
      this.#feed.addShow(message);
      this.#note(message);
      // Music is told ahead: it begins on the sample, whenever the next picture is drawn.
      this.music.follow(message);
    });
    client.on('cue', (message) => {
      if (this.#client === client) this.#feed.addCue(message);
    });
  }

  /** From now on this is the client that is shown. `message`: how its show stands, as it was told in the meantime. */
  adopt(client: StageClient, message: ShowMessage | undefined): void {
    this.#client = client;
    this.#feed.clear();
    if (message) {
      this.#feed.addShow({ ...message, atMs: 0 });
      this.#note(message);
      this.music.follow(message);
    }
  }

  #note({ text: { sha256, sinceMs } }: ShowMessage): void {
    if (this.texts.at(-1)?.sha256 !== sha256) this.texts.push({ sha256, sinceMs, heardAtMs: Date.now() });
  }

  /** Once a picture, after poses were sampled: what has come to its moment. */
  update(client: StageClient, view: StageView): ShowDue {
    const { renderMs } = client.sampler.clock;
    const due = this.#feed.take(renderMs);
    view.showMs = renderMs;
    if (due.show) view.show.message = due.show;
    for (const { scene, cue, ev, kind, atMs } of due.cues) {
      this.presented.push({
        cue: `${scene}/${cue}`,
        ev,
        kind,
        atMs,
        shownMs: renderMs,
        beforeMs: this.#beforeMs,
        wallMs: Date.now(),
      });
      if (this.presented.length > PRESENTED_MAX) this.presented.shift();
    }
    this.#beforeMs = renderMs;
    return due;
  }

  stop(): void {
    this.music.stop();
  }
}

/** What the audience is asked for after these cues; a call ends with its time. */
export function callAfter(
  call: CrowdCall | undefined,
  cues: readonly CueMessage[],
  renderMs: number,
): CrowdCall | undefined {
  let next = call;
  for (const { kind, ev, detail, endMs } of cues) {
    if (kind !== 'crowd' || ev !== 'started') continue;
    const { ask, text } = detail as unknown as CrowdCall;
    next = { ask, text, untilMs: endMs };
  }
  return next && renderMs > next.untilMs ? undefined : next;
}
