/**
 * SMPTE ST 12-1 time addresses: hours, minutes, seconds and frames at 24, 25, 29.97 drop-frame or 30 a second.
 *
 * Drop-frame leaves out the numbers of frames 0 and 1 of every minute but each tenth, so that the count keeps step with
 * the clock at 30000/1001 frames a second.
 */

export const TIMECODE_RATES = [24, 25, 29.97, 30] as const;
export type TimecodeRate = (typeof TIMECODE_RATES)[number];

export interface Timecode {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly frames: number;
  readonly rate: TimecodeRate;
}

const PATTERN = /^(\d{2}):(\d{2}):(\d{2})([:;])(\d{2})$/;
/** Frames of ten minutes of drop-frame: 10 × 1800 less 9 × 2. */
const DROP_TEN_MINUTES = 17_982;

/** True when there is such a time address. */
export function isTimecode({ hours, minutes, seconds, frames, rate }: Timecode): boolean {
  const whole = [hours, minutes, seconds, frames].every((part) => Number.isInteger(part) && part >= 0);
  if (!whole || hours > 23 || minutes > 59 || seconds > 59 || frames >= Math.round(rate)) return false;
  return !(rate === 29.97 && frames < 2 && seconds === 0 && minutes % 10 !== 0);
}

/** Seconds of the clock since 00:00:00:00. */
export function secondsOfTimecode({ hours, minutes, seconds, frames, rate }: Timecode): number {
  const whole = Math.round(rate);
  const count = ((hours * 60 + minutes) * 60 + seconds) * whole + frames;
  if (rate !== 29.97) return count / rate;
  const passed = hours * 60 + minutes;
  return ((count - 2 * (passed - Math.floor(passed / 10))) * 1001) / 30_000;
}

/** The time address at so many seconds of the clock, the frame that has begun. */
export function timecodeOfSeconds(seconds: number, rate: TimecodeRate): Timecode {
  const exact = rate === 29.97 ? 30_000 / 1001 : rate;
  // A frame that is due to the last digit has begun.
  let count = Math.floor(seconds * exact + 1e-6);
  if (rate === 29.97) {
    const tens = Math.floor(count / DROP_TEN_MINUTES);
    const rest = count % DROP_TEN_MINUTES;
    count += 18 * tens + (rest < 2 ? 0 : 2 * Math.floor((rest - 2) / 1798));
  }
  const whole = Math.round(rate);
  const all = Math.floor(count / whole);
  return {
    hours: Math.floor(all / 3600) % 24,
    minutes: Math.floor(all / 60) % 60,
    seconds: all % 60,
    frames: count % whole,
    rate,
  };
}

/** Reads `HH:MM:SS:FF`, or `HH:MM:SS;FF` for drop-frame; a string says what is wrong. */
export function parseTimecode(text: string, rate: TimecodeRate): Timecode | string {
  const match = PATTERN.exec(text.trim());
  if (!match) return `"${text}" is no timecode; write 01:00:00:00`;
  const [hours, minutes, seconds, frames] = [1, 2, 3, 5].map((i) => Number(match[i]));
  const timecode = { hours, minutes, seconds, frames, rate: match[4] === ';' ? 29.97 : rate } as const;
  return isTimecode(timecode) ? timecode : `there is no ${text} at ${timecode.rate} frames a second`;
}

export function formatTimecode({ hours, minutes, seconds, frames, rate }: Timecode): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${two(hours)}:${two(minutes)}:${two(seconds)}${rate === 29.97 ? ';' : ':'}${two(frames)}`;
}
