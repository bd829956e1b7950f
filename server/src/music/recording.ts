/** A recorded piece as one channel, all channels averaged. */
export interface Recording {
  readonly rateHz: number;
  readonly channels: number;
  /** -1..1, floats of a file may go beyond. */
  readonly samples: Float32Array;
  readonly seconds: number;
}

/** What a recording of a show may be: a browser holds it whole, decoded, in memory. */
export const RECORDING_LIMITS = {
  bytesMax: 128 * 1_048_576,
  secondsMax: 600,
  channelsMax: 8,
  rateMinHz: 8_000,
  rateMaxHz: 192_000,
} as const;

/** Why a file is no recording that can be played. */
export interface RecordingRefusal {
  /** True when it is one, but more of it than a show may have. */
  readonly tooLong: boolean;
  readonly message: string;
  readonly hint: string;
}

export const refused = (message: string, hint: string, tooLong = false): RecordingRefusal => {
  return { tooLong, message, hint };
};

/** Refuses what the head of a file says, before anything is decoded; undefined when it may be read. */
export function judgeForm(form: {
  readonly rateHz: number;
  readonly channels: number;
  readonly seconds: number;
}): RecordingRefusal | undefined {
  const { rateMinHz, rateMaxHz, channelsMax, secondsMax } = RECORDING_LIMITS;
  if (form.rateHz < rateMinHz || form.rateHz > rateMaxHz)
    return refused(
      `it has ${form.rateHz} samples a second`,
      `save it with 44100 or 48000; ${rateMinHz} to ${rateMaxHz} are read`,
    );
  if (form.channels < 1 || form.channels > channelsMax)
    return refused(`it has ${form.channels} channels`, 'save it in mono or stereo');
  if (form.seconds === 0) return refused('it holds no sound', 'save it anew');
  if (form.seconds > secondsMax)
    return refused(
      `it lasts ${clockTime(form.seconds)}, a recording at most ${clockTime(secondsMax)}`,
      'cut it into pieces, a music cue each',
      true,
    );
  return undefined;
}

export const clockTime = (seconds: number): string => {
  const whole = Math.floor(seconds);
  const rest = `${Math.floor((whole % 3600) / 60)}:${String(whole % 60).padStart(2, '0')}`;
  return whole < 3600 ? rest : `${Math.floor(whole / 3600)}:${rest.padStart(5, '0')}`;
};
