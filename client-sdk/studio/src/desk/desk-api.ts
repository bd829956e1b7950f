/** What is wrong with a text, as `troupe show check` tells it. */
export interface DeskProblem {
  readonly code: string;
  readonly level: 'error' | 'warning';
  readonly line: number;
  readonly col: number;
  readonly message: string;
  readonly hint: string;
}

/** One thing that taking a text would change. */
export interface DeskChange {
  readonly scene: string;
  readonly cue: string;
  readonly kind: string;
  readonly line: number;
  readonly change: 'new' | 'gone' | 'changed';
  readonly effect: 'comes' | 'past' | 'began' | 'stopped' | 'refused';
}

export interface DeskPlan {
  readonly seconds: number;
  readonly scenes: readonly { readonly id: string; readonly fromS: number }[];
  readonly cues: readonly {
    readonly scene: string;
    readonly cue: string;
    readonly kind: string;
    readonly line: number;
    readonly who: readonly number[];
    readonly fromS: number;
    readonly toS: number;
    readonly label: string;
  }[];
  readonly music: readonly { readonly track: string; readonly fromS: number; readonly toS: number }[];
}

/** Loudness and beats of a recording of the show. */
export interface DeskRecording {
  readonly seconds: number;
  /** Peaks a second, each 0..1 of the loudest. */
  readonly peaksHz: number;
  readonly peaks: readonly number[];
  readonly found: {
    readonly beats: readonly number[];
    readonly firstBar: number;
    readonly meter: number;
    readonly bpm: number;
    readonly confidence: number;
  };
}

/** A side door of the stage to a desk, lights or another tool. */
export interface DeskBridge {
  readonly kind: string;
  readonly where: string;
  readonly received: number;
  readonly sent: number;
  readonly malformed: number;
  readonly dropped: number;
  readonly problem: string;
}

/** How the show stands for its operator. */
export interface DeskStanding {
  readonly cast: readonly {
    readonly id: string;
    readonly name: { readonly en: string; readonly ko: string };
  }[];
  readonly scenes: readonly {
    readonly id: string;
    readonly cues: readonly {
      readonly id: string;
      readonly line: number;
      /** Ticks from the start of its scene; null: it waits for another cue. */
      readonly at: number | null;
      readonly act: { readonly do: string };
    }[];
  }[];
  /** Scenes being played, the innermost last: by cue how far it is, and the show tick at which it began (-1: not yet). */
  readonly frames: readonly {
    readonly scene: number;
    readonly from: number;
    readonly state: readonly number[];
    readonly start: readonly number[];
  }[];
  readonly problems: readonly DeskProblem[];
  readonly bridges: readonly DeskBridge[];
  readonly audience: {
    readonly guests: number;
    /** Guests with a hand up. */
    readonly hands: number;
    readonly applause: number;
    readonly answered: number;
    readonly questions: readonly { readonly name: string; readonly text: string; readonly waitS: number }[];
  };
}

/** A performance: the text and what was decided in it. */
export interface DeskTake {
  readonly take: 1;
  readonly show: string;
  readonly seconds: number;
  readonly decisions: readonly { readonly cue: string; readonly clock: number; readonly value: string }[];
  readonly text: string;
}

/** A take from a file, or undefined when it is none. */
export function parseTake(text: string): DeskTake | undefined {
  let value: Partial<DeskTake> | null;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { take, show, decisions, text: words } = value ?? {};
  const sane =
    take === 1 && typeof show === 'string' && typeof words === 'string' && Array.isArray(decisions);
  return sane ? (value as DeskTake) : undefined;
}

export interface DeskAnswer {
  readonly ok: boolean;
  readonly problems: readonly DeskProblem[];
  readonly changes: readonly DeskChange[];
}

/** The operator's routes of a stage. */
export class DeskApi {
  readonly #url: string;

  constructor(baseUrl: string) {
    this.#url = `${baseUrl}/show`;
  }

  /** undefined when this page may not run the show, or nobody answers. */
  async #get<T>(path: string): Promise<T | undefined> {
    const response = await fetch(`${this.#url}${path}`).catch(() => undefined);
    return response?.ok ? ((await response.json()) as T) : undefined;
  }

  standing = (): Promise<DeskStanding | undefined> => this.#get('/cues');
  text = async (): Promise<string | undefined> => (await this.#get<{ text: string }>('/text'))?.text;
  plan = async (): Promise<DeskPlan | undefined> =>
    (await this.#get<{ plan: DeskPlan | null }>('/plan'))?.plan ?? undefined;
  recording = async (track: string): Promise<DeskRecording | undefined> =>
    (await this.#get<{ drawing: DeskRecording }>(`/recording?track=${encodeURIComponent(track)}`))?.drawing;
  schema = <T>(): Promise<T | undefined> => this.#get('/schema');

  /** Checks a text without taking it. */
  check = (text: string): Promise<DeskAnswer | undefined> => this.#offer('POST', '/check', text);
  /** Takes a text, and writes it to the file that is served. */
  save = (text: string): Promise<DeskAnswer | undefined> => this.#offer('PUT', '/text', text);

  async #offer(method: string, path: string, body: string): Promise<DeskAnswer | undefined> {
    const response = await fetch(`${this.#url}${path}`, { method, body }).catch(() => undefined);
    if (!response || (response.status !== 200 && response.status !== 422)) return undefined;
    return (await response.json()) as DeskAnswer;
  }

  async tell(op: 'go' | 'play' | 'pause' | 'stop' | 'panic'): Promise<void> {
    await fetch(`${this.#url}/${op}`, { method: 'POST' }).catch(() => undefined);
  }

  /** The performance so far. */
  take = async (): Promise<DeskTake | undefined> =>
    (await this.#get<{ take: DeskTake | null }>('/take'))?.take ?? undefined;

  /** Performs a take again: its text, and what was decided in it. The answer tells what is wrong with the text. */
  async replay({ text, decisions }: DeskTake): Promise<DeskAnswer | undefined> {
    const answer = await this.#offer('POST', '/load?play=0', text);
    if (!answer?.ok) return answer;
    const response = await fetch(`${this.#url}/replay`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ decisions }),
    }).catch(() => undefined);
    return response?.ok ? answer : undefined;
  }

  async seek(seconds: number): Promise<void> {
    await fetch(`${this.#url}/seek?value=${seconds.toFixed(2)}`, { method: 'POST' }).catch(() => undefined);
  }
}
