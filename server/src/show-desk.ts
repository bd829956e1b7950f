// CONTRIBUTOR NOTES
// Everything of shows that is not the tick: files, their checks in a thread of their own, the journal a crashed show is
// taken up from, and the operator's HTTP routes. A file that does not check leaves what runs as it is.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, watch, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RecordingDrawing } from './music-shelf.ts';
import type { StageHost } from './rooms/index.ts';
import type { ShowChecker } from './show-checker.ts';
import {
  diffShows,
  formatProblem,
  type ShowChange,
  type ShowCheck,
  type ShowProblem,
} from './shows/index.ts';
import { SHOW_LIMITS, type ShowDecision } from './world/index.ts';

const DESK = {
  /** A file is taken when it has not changed for so long, ms: editors write in pieces. */
  settleMs: 10,
  /** Between two entries of the journal while no cue begins or ends, ms. */
  journalMs: 1_000,
  /** A journal older than this is of another evening, ms. */
  resumeMsMax: 10 * 60_000,
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
  readonly checker: ShowChecker;
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
  /** Checks a text and tells what taking it would change; nothing is changed. */
  look(text: string): Promise<ShowLook>;
  /** Takes a text as `load` does and writes it to the file that is served; what does not check is not written. */
  save(text: string): Promise<ShowCheck>;
  /** Loudness and beats of a recording of the show that is played, for its timeline; undefined for what is none. */
  draw(track: string): Promise<RecordingDrawing | undefined>;
  /** The text that is played, or ''; and what was wrong with the newest that was offered. */
  readonly text: string;
  readonly problems: readonly ShowProblem[];
  close(): void;
}

/** What a text is worth before it is taken. */
export interface ShowLook {
  readonly ok: boolean;
  readonly problems: readonly ShowProblem[];
  readonly changes: readonly ShowChange[];
}

export async function createShowDesk(options: ShowDeskOptions): Promise<ShowDesk> {
  const { host, file, log, stageId, checker } = options;
  let last = '';
  let [playedText, clock]: [string, ShowCheck['clock']] = ['', undefined];
  let problems: readonly ShowProblem[] = [];

  const load = async (text: string, play: boolean): Promise<ShowCheck> =>
    take(text, await checker.check(text), play);

  function take(text: string, check: ShowCheck, play: boolean, resume = false): ShowCheck {
    const { program, stage } = check;
    problems = check.problems;
    if (!program) return check;
    if (stage !== stageId) {
      problems = [...check.problems, otherStage(stage, stageId)];
      return { ...check, ok: false, problems };
    }
    [playedText, clock] = [text, check.clock];
    const kept = resume ? readJournal(options, program.sha256) : undefined;
    if (kept) log(`the show goes on at ${(kept.clock / 20).toFixed(1)} s, where it broke off`);
    const going = kept && { clock: kept.clock, decisions: kept.decisions };
    host.mailbox.post({
      type: 'show',
      command: { op: 'load', program, play: kept?.playing ?? play, resume: going },
    });
    return check;
  }

  /** Checks at once what stands in the file, and takes it when the file has settled: what was written in pieces is left out. */
  async function reload(first: boolean): Promise<void> {
    const text = readText(file!);
    if (typeof text !== 'string') return log(`${file}: ${text.problem}`);
    if (text === last) return;
    last = text;
    const [check] = await Promise.all([checker.check(text), first ? undefined : settled()]);
    if (text !== last) return;
    // A busy thread hears of the rest of a file late: what was read may be the half of it.
    if (!first && readText(file!) !== text) return reload(false);
    const taken = take(text, check, true, first);
    for (const problem of taken.problems) log(formatProblem(file!, problem));
    if (!taken.program) log(first ? `${file} is not played` : `${file}: the show goes on as it was`);
  }

  const stopWatch = watchFile(file, () => void reload(false).catch((error) => log(String(error))));
  const stopJournal = keepJournal(options);
  if (file !== undefined) await reload(true);
  return {
    load,
    look: (text) => lookAt(options, text),
    draw: (track) => drawMusic(options, track, clock),
    async save(text) {
      const check = await load(text, true);
      if (check.program && check.ok && file !== undefined) {
        last = text;
        writeWhole(file, text);
      }
      return check;
    },
    get text() {
      return playedText;
    },
    get problems() {
      return problems;
    },
    close() {
      stopWatch();
      stopJournal();
    },
  };
}

/** Draws only what the show plays: no other file can be asked for. */
async function drawMusic(
  { checker, host }: ShowDeskOptions,
  track: string,
  clock: ShowCheck['clock'],
): Promise<RecordingDrawing | undefined> {
  const scenes = host.stage.world.show.run?.program.scenes ?? [];
  const played = scenes.some(({ cues }) => cues.some(({ act }) => act.do === 'music' && act.track === track));
  if (!played || track === '') return undefined;
  const drawing = await checker.draw({ track, bpm: clock?.bpm, meter: clock?.meter ?? 4 });
  const pickup = clock?.pickup;
  return drawing && pickup !== undefined
    ? { ...drawing, found: { ...drawing.found, firstBar: pickup } }
    : drawing;
}

async function lookAt({ checker, host }: ShowDeskOptions, text: string): Promise<ShowLook> {
  const { ok, problems, program } = await checker.check(text);
  const { run } = host.stage.world.show;
  return { ok, problems, changes: program && run ? diffShows(run, program) : [] };
}

function otherStage(wanted: string | undefined, stageId: string): ShowProblem {
  const message = `the show plays on "${wanted}", and this stage is "${stageId}"`;
  const hint = `serve it with --stage ${wanted}, and play it there with --stage ${wanted} too when several are served`;
  return { code: 'E210', level: 'error', line: 1, col: 1, message, hint };
}

const settled = (): Promise<void> => new Promise((done) => setTimeout(done, DESK.settleMs));

/** Tells whenever a file may have changed; returns how to stop. */
function watchFile(file: string | undefined, changed: () => void): () => void {
  if (file === undefined) return () => {};
  const watcher = watch(dirname(file), changed);
  return () => watcher.close();
}

/** A rename is whole or not at all: a crash in the middle leaves what was there before. */
function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
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
  let takenTick = -1;
  const save = (): void => {
    const { show } = host.stage.world;
    const run = show.run;
    if (!run) return;
    const plays = run.status === 'playing' || run.status === 'paused';
    if (!plays && !playing) return;
    // An edit makes another text of it: an entry of the text before would not be known again.
    const edited = show.takenTick !== takenTick;
    if (plays && !edited && show.news.length === 0 && nowMs() - savedAtMs < DESK.journalMs) return;
    playing = plays;
    takenTick = show.takenTick;
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
    writeWhole(journal, JSON.stringify(entry));
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
