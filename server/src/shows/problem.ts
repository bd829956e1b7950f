/** Place in a show's text, both from 1. */
export interface ShowSpot {
  readonly line: number;
  readonly col: number;
}

/** Something wrong with a show, and where. An error refuses it, a warning does not. */
export interface ShowProblem extends ShowSpot {
  readonly code: ProblemCode;
  readonly level: 'error' | 'warning';
  readonly message: string;
  /** What to do, or ''. */
  readonly hint: string;
}

/** Every code a check can give; docs/shows.md has an example of each, and a test proves that. */
export const PROBLEM_CODES = {
  E001: 'the file cannot be read as text, or is too large',
  E002: 'the text is not YAML',
  E003: 'an alias, anchor, tag or merge key',
  E004: 'a key that no show may have',
  E005: 'nested too deep',
  E006: 'too many scenes, cues, cast members or marks',
  E010: 'something is missing, or of another kind than it should be',
  E011: 'an unknown field',
  E012: 'a value out of range, or none of those allowed',
  E013: 'a cue does nothing, or two things',
  E014: 'a cue has no moment, or two',
  E015: 'a moment or length that cannot be read',
  E016: 'two cues or places have one name',
  E101: 'a walk is too fast',
  E102: 'a line is cut off by what comes next',
  E103: 'two cues want one limb',
  E104: 'a scene that nothing leads to',
  E105: 'a poll without a default',
  E106: 'a place off the stage, in something, or where somebody else stands',
  E107: 'a file or thing that is not there',
  E108: 'cues that wait for one another',
  E109: 'scenes that call one another',
  E110: 'no time passes in a circle of scenes',
  E111: 'a branch that does not fit its poll',
  E112: 'a cue would have to begin before what it waits for',
  E113: 'the show is too long',
  E201: 'an unknown cast member',
  E202: 'an unknown mark or place',
  E203: 'an unknown body',
  E204: 'an unknown gesture',
  E205: 'an unknown style',
  E206: 'an unknown scene',
  E207: 'an unknown cue',
  E208: 'an unknown sync point',
  E209: 'an unknown seat or prop',
  E210: 'an unknown stage',
  E211: 'words that the motion model cannot perform',
  E212: 'a path that leads elsewhere',
  E213: 'an unknown clip',
  E214: 'music that cannot be played',
  E215: 'a recording that is too long or too large',
  E216: 'a recording without sure beats',
  W201: 'nobody may be there to look at',
  W202: 'light flashes more often than three times a second',
  W203: 'one of the cast speaks far more than another',
  W204: 'the show never ends by itself',
  W205: 'a text in one language only',
  W206: 'a cue that never comes',
  W207: 'notes that do not fit the syllables of their line',
} as const;

export type ProblemCode = keyof typeof PROBLEM_CODES;

/** Most problems told of one file: a broken file has few causes. */
export const PROBLEMS_MAX = 200;

/** Gathers problems in the order in which they stand in the file. */
export class Problems {
  readonly #list: ShowProblem[] = [];

  add(code: ProblemCode, spot: ShowSpot, message: string, hint = ''): void {
    if (this.#list.length >= PROBLEMS_MAX) return;
    const level = code.startsWith('E') ? 'error' : 'warning';
    const { line, col } = spot;
    // One cause is told once, though several paths through a show lead past it.
    const known = this.#list.some((p) => p.code === code && p.line === line && p.col === col);
    if (!known) this.#list.push({ code, level, line, col, message, hint });
  }

  get failed(): boolean {
    return this.#list.some(({ level }) => level === 'error');
  }

  list(): ShowProblem[] {
    return [...this.#list].sort((a, b) => a.line - b.line || a.col - b.col);
  }
}

/** `file:line:col CODE message (hint)`. */
export function formatProblem(file: string, problem: ShowProblem): string {
  const { line, col, code, message, hint } = problem;
  return `${file}:${line}:${col} ${code} ${message}${hint === '' ? '' : ` (${hint})`}`;
}
