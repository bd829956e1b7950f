/** Why a source of senses cannot work. */
export type TroubleCode = 'refused' | 'missing' | 'busy' | 'unsupported' | 'broken';

/** What is wrong with a source: no permission, no device, a device in use, a browser that lacks it, or something else. */
export class SenseTrouble extends Error {
  readonly code: TroubleCode;

  constructor(code: TroubleCode, message: string) {
    super(message);
    this.name = 'SenseTrouble';
    this.code = code;
  }
}

const CODES: Readonly<Record<string, TroubleCode>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
  NotSupportedError: 'unsupported',
};

const WORDS: Readonly<Record<TroubleCode, string>> = {
  refused: 'is not allowed; allow it beside the address of the page, then try again',
  missing: 'is not there; plug one in, then try again',
  busy: 'is used by another program; close that, then try again',
  unsupported: 'is not known to this browser, or the page is not opened over https or on localhost',
  broken: 'failed',
};

/** Says what went wrong with a device, whatever the browser threw. @param what with its article: 'the microphone' */
export function troubleOf(what: string, error: unknown): SenseTrouble {
  if (error instanceof SenseTrouble) return error;
  const { name = '', message = String(error) } = (error ?? {}) as { name?: string; message?: string };
  const code = CODES[name] ?? 'broken';
  return new SenseTrouble(code, `${what} ${WORDS[code]}${code === 'broken' ? `: ${message}` : ''}`);
}
