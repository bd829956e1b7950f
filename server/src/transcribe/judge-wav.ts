/** What a sentence may be as sound. */
export const SENTENCE_LIMITS = { bytesMax: 1_000_000, secondsMin: 0.2, secondsMax: 30 } as const;

export type WavJudgement =
  | { readonly ok: true; readonly seconds: number }
  | { readonly ok: false; readonly message: string };

/** Looks at a WAV file before anybody else does: RIFF, PCM, mono, 16 bit, 8 to 48 kHz, 0.2 to 30 s, and no more bytes than it says. */
export function judgeWav(bytes: Uint8Array): WavJudgement {
  const wrong = (message: string): WavJudgement => ({ ok: false, message });
  if (bytes.length > SENTENCE_LIMITS.bytesMax) return wrong(`at most ${SENTENCE_LIMITS.bytesMax} bytes`);
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (
    file.length < 44 ||
    file.toString('latin1', 0, 4) !== 'RIFF' ||
    file.toString('latin1', 8, 16) !== 'WAVEfmt '
  )
    return wrong('send a WAV file');
  const [format, channels, rateHz, bits] = [
    file.readUInt16LE(20),
    file.readUInt16LE(22),
    file.readUInt32LE(24),
    file.readUInt16LE(34),
  ];
  if (format !== 1 || channels !== 1 || bits !== 16) return wrong('send PCM of one channel and 16 bit');
  if (rateHz < 8_000 || rateHz > 48_000) return wrong(`${rateHz} samples a second; 8000 to 48000 are heard`);
  if (file.toString('latin1', 36, 40) !== 'data' || file.readUInt32LE(40) !== file.length - 44)
    return wrong('the file is cut short, or holds more than its sound');
  const seconds = (file.length - 44) / 2 / rateHz;
  if (seconds < SENTENCE_LIMITS.secondsMin || seconds > SENTENCE_LIMITS.secondsMax)
    return wrong(
      `${seconds.toFixed(1)} s; ${SENTENCE_LIMITS.secondsMin} to ${SENTENCE_LIMITS.secondsMax} are heard`,
    );
  return { ok: true, seconds };
}
