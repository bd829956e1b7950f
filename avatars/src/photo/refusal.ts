/** Why a photograph is turned away; `code` is for programs, the message for people. */
export type RefusalCode =
  | 'empty'
  | 'not-an-image'
  | 'animated'
  | 'too-large'
  | 'too-small'
  | 'broken'
  | 'two-formats'
  | 'no-person'
  | 'several-people'
  | 'half-person'
  | 'no-face'
  | 'drawing'
  | 'uncertain'
  | 'time'
  | 'memory';

/** A photograph that cannot become a body: what is wrong and what to do about it. */
export class PhotoRefused extends Error {
  readonly code: RefusalCode;
  readonly advice: string;
  /** Memory that the refusing process took at most, MiB; missing where no process of its own was started. */
  readonly peakMiB: number | undefined;

  constructor(code: RefusalCode, what: string, advice: string, peakMiB?: number) {
    super(`${what} ${advice}`);
    this.name = 'PhotoRefused';
    this.code = code;
    this.advice = advice;
    this.peakMiB = peakMiB;
  }
}
