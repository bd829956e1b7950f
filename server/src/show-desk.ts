// CONTRIBUTOR NOTES
// Everything of shows that is not the tick: files, their checks in a thread of their own, the journal a crashed show is
// taken up from, and the operator's HTTP routes. A file that does not check leaves what runs as it is.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, watch, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { StageHost } from './rooms/index.ts';
import { formatProblem, type ShowCheck } from './shows/index.ts';
import { SHOW_LIMITS, type ShowDecision } from './world/index.ts';

const DESK = {
  /** A file is read so long after its last change, ms: editors write in pieces. */
  settleMs: 40,
  /** Between two entries of the journal while no cue begins or ends, ms. */
  journalMs: 1_000,
  /** A journal older than this is of another evening, ms. */
  resumeMsMax: 10 * 60_000,
  checksWaitingMax: 16,
} as const;

/** Where a show stood: enough to go on at the right cue. */
interface Journal {
  readonly sha256: string;
  readonly clock: number;
  readonly decisions: readonly ShowDecision[];
  readonly playing: boolean;
  readonly savedAtMs: number;
}

export interface ShowDeskOptions {
  readonly root: string;
  readonly stageId: string;
  readonly host: StageHost;
  /** Show that is played from the start, and watched for changes. */
  readonly file?: string;
  /** Where the journal is kept. */
  readonly journal: string;
  readonly nowMs: () => number;
  readonly log: (line: string) => void;
}

export interface ShowDesk {
  /** Checks a text and, when it can be performed, puts it onto the stage. */
  load(text: string, play: boolean): Promise<ShowCheck>;
  close(): Promise<void>;
}

export async function createShowDesk(options: ShowDeskOptions): Promise<ShowDesk> {
  const { host, file, log, stageId } = options;
  const checker = createChecker(options.root);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = '';

  async function load(text: string, play: boolean, resume = false): Promise<ShowCheck> {
    const check = await checker.check(text);
    const { program, stage } = check;
    if (!program) return check;
    if (stage !== stageId) {
      const message = `the show plays on "${stage}", and this stage is "${stageId}"`;
      const hint = `serve it with --stage ${stage}`;
      const problem = { code: 'E210', level: 'error', line: 1, col: 1, message, hint } as const;
      return { ...check, ok: false, problems: [...check.problems, problem] };
    }
    const kept = resume ? readJournal(options, program.sha256) : undefined;
    if (kept) log(`the show goes on at ${(kept.clock / 20).toFixed(1)} s, where it broke off`);
    const going = kept && { clock: kept.clock, decisions: kept.decisions };
    host.mailbox.post({
      type: 'show',
      command: { op: 'load', program, play: kept?.playing ?? play, resume: going },
    });
    return check;
  }

  async function reload(first: boolean): Promise<void> {
    const text = readText(file!);
    if (typeof text !== 'string') log(`${file}: ${text.problem}`);
    else if (text !== last) {
      last = text;
      const check = await load(text, true, first);
      for (const problem of check.problems) log(formatProblem(file!, problem));
      if (!check.program) log(first ? `${file} is not played` : `${file}: the show goes on as it was`);
    }
  }

  const watcher =
    file === undefined
      ? undefined
      : watch(dirname(file), () => {
          clearTimeout(timer);
          timer = setTimeout(() => void reload(false).catch((error) => log(String(error))), DESK.settleMs);
        });
  const stopJournal = keepJournal(options);
  if (file !== undefined) await reload(true);
  return {
    load,
    async close() {
      clearTimeout(timer);
      watcher?.close();
      stopJournal();
      await checker.close();
    },
  };
}

/** Reads a show; says what is wrong instead. */
function readText(file: string): string | { problem: string } {
  try {
    if (statSync(file).size > SHOW_LIMITS.textBytesMax)
      return { problem: `larger than ${SHOW_LIMITS.textBytesMax} bytes; make two shows of it` };
    return readFileSync(file, 'utf8');
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** Writes where the show stands at every cue and once a second; a crash loses no cue. Returns how to stop. */
function keepJournal({ host, journal, nowMs }: ShowDeskOptions): () => void {
  let savedAtMs = 0;
  let playing = false;
  const save = (): void => {
    const { show } = host.stage.world;
    const run = show.run;
    if (!run) return;
    const plays = run.status === 'playing' || run.status === 'paused';
    if (!plays && !playing) return;
    if (plays && show.news.length === 0 && nowMs() - savedAtMs < DESK.journalMs) return;
    playing = plays;
    savedAtMs = nowMs();
    const { program, clock, decisions, status } = run;
    const entry = {
      sha256: program.sha256,
      clock: Math.floor(clock),
      decisions,
      playing: status === 'playing',
      savedAtMs,
      over: !plays,
    };
    mkdirSync(dirname(journal), { recursive: true });
    // A rename is whole or not at all: a crash in the middle leaves the entry before.
    writeFileSync(`${journal}.new`, JSON.stringify(entry));
    renameSync(`${journal}.new`, journal);
  };
  host.afterTick.add(save);
  return () => {
    host.afterTick.delete(save);
    // A stage that is closed properly has nothing to be taken up from.
    rmSync(journal, { force: true });
  };
}

/** What a crash left of the same show, if it is fresh. */
function readJournal({ journal, nowMs }: ShowDeskOptions, sha256: string): Journal | undefined {
  let entry: Partial<Journal> & { over?: boolean };
  try {
    entry = JSON.parse(readFileSync(journal, 'utf8'));
  } catch {
    return undefined;
  }
  const { clock, savedAtMs, decisions } = entry;
  const sane =
    typeof clock === 'number' && clock >= 0 && typeof savedAtMs === 'number' && Array.isArray(decisions);
  if (!sane || entry.over || entry.sha256 !== sha256 || nowMs() - savedAtMs > DESK.resumeMsMax)
    return undefined;
  return entry as Journal;
}

interface Checker {
  check(text: string): Promise<ShowCheck>;
  close(): Promise<void>;
}

/** A thread that checks; it starts with the first question. */
function createChecker(root: string): Checker {
  const waiting = new Map<number, { done: (check: ShowCheck) => void; fail: (error: Error) => void }>();
  let worker: Worker | undefined;
  let count = 0;
  const start = (): Worker => {
    const thread = new Worker(new URL('./show-check-worker.ts', import.meta.url), { workerData: { root } });
    thread.unref();
    thread.on('message', ({ id, check }: { id: number; check: ShowCheck }) => {
      waiting.get(id)?.done(check);
      waiting.delete(id);
    });
    thread.on('error', (error: Error) => {
      for (const { fail } of waiting.values()) fail(error);
      waiting.clear();
      worker = undefined;
    });
    return thread;
  };
  return {
    check(text) {
      if (waiting.size >= DESK.checksWaitingMax)
        throw new Error('too many shows wait to be checked; try again');
      worker ??= start();
      count += 1;
      const id = count;
      return new Promise((done, fail) => {
        waiting.set(id, { done, fail });
        worker!.postMessage({ id, text });
      });
    },
    async close() {
      await worker?.terminate();
    },
  };
}
