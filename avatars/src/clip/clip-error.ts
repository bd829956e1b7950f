/** What can be wrong with a clip file; each code says one thing, so that a program can act on it. */
export type ClipFault =
  | 'tooLarge'
  | 'notAClip'
  | 'truncated'
  | 'syntax'
  | 'notANumber'
  | 'channels'
  | 'frameTime'
  | 'frameCount'
  | 'tooShort'
  | 'duplicateJoint'
  | 'missingJoint'
  | 'zeroBone'
  | 'cycle'
  | 'accessor'
  | 'compressed'
  | 'external'
  | 'take'
  | 'outOfRange';

/** Where in a clip something is wrong. Frames count from 0, lines from 1. */
export interface ClipPlace {
  readonly joint?: string;
  readonly frame?: number;
  readonly line?: number;
}

/** A clip that cannot be used: what is wrong, in which file, at which joint and frame, and what to do. */
export class ClipError extends Error {
  readonly code: ClipFault;
  readonly file: string;
  readonly joint: string | undefined;
  readonly frame: number | undefined;
  readonly line: number | undefined;

  constructor(code: ClipFault, file: string, problem: string, place: ClipPlace = {}) {
    const where = [
      place.joint !== undefined && `joint ${printable(place.joint)}`,
      place.frame !== undefined && `frame ${place.frame}`,
      place.line !== undefined && `line ${place.line}`,
    ].filter(Boolean);
    super(`${file}: ${where.length > 0 ? `${where.join(', ')}: ` : ''}${problem}`);
    this.name = 'ClipError';
    this.code = code;
    this.file = file;
    this.joint = place.joint;
    this.frame = place.frame;
    this.line = place.line;
  }
}

const NAME_SHOWN_MAX = 60;

/** A name from a file as it may stand in a message: one line, no control characters, not endless. */
export function printable(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const clean = name.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
  return clean.length > NAME_SHOWN_MAX ? `${clean.slice(0, NAME_SHOWN_MAX)}…` : clean;
}
