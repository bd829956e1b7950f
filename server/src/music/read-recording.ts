import { decodeFlac, isFlac } from './decode-flac.ts';
import { decodeWav, isWav } from './decode-wav.ts';
import { RECORDING_LIMITS, type Recording, type RecordingRefusal, refused } from './recording.ts';

/** Kinds of sound that are known by their first bytes but not read: their decoders are not free to be linked, or are not there. */
const FOREIGN: readonly { readonly name: string; readonly at: number; readonly magic: string }[] = [
  { name: 'MP3', at: 0, magic: 'ID3' },
  { name: 'Ogg', at: 0, magic: 'OggS' },
  { name: 'MP4 or M4A', at: 4, magic: 'ftyp' },
  { name: 'AIFF', at: 0, magic: 'FORM' },
  { name: 'WebM', at: 0, magic: '\x1aE\xdf\xa3' },
  { name: 'RF64', at: 0, magic: 'RF64' },
  { name: 'MIDI', at: 0, magic: 'MThd' },
];
const AS_WAV = 'save it as WAV or FLAC';
/** Names of files that hold a recording; what is inside decides whether they do. */
export const isRecordingName = (path: string): boolean => /\.(wav|flac)$/i.test(path);

/**
 * Reads a recorded piece for a show: WAV or FLAC.
 *
 * @param path its name, which must tell what it is: servers and browsers go by it
 * @returns what it holds, or why it cannot be played and what to do. Never throws for what is in the file.
 */
export function readRecording(bytes: Uint8Array, path: string): Recording | RecordingRefusal {
  if (bytes.length > RECORDING_LIMITS.bytesMax)
    return refused(
      `it has ${mib(bytes.length)} MiB, a recording at most ${mib(RECORDING_LIMITS.bytesMax)}`,
      'save it as FLAC, or cut it into pieces',
      true,
    );
  const kind = isWav(bytes) ? 'wav' : isFlac(bytes) ? 'flac' : undefined;
  if (!kind) {
    const head = String.fromCharCode(...bytes.subarray(0, 12));
    const foreign = FOREIGN.find(({ at, magic }) => head.startsWith(magic, at))?.name;
    const mpeg = bytes[0] === 0xff && (bytes[1] & 0xe0) === 0xe0 ? 'MP3' : undefined;
    const what = foreign ?? mpeg;
    return refused(what ? `it is ${what}, which is not read` : 'it is no sound', AS_WAV);
  }
  if (!path.toLowerCase().endsWith(`.${kind}`))
    return refused(`it is ${kind.toUpperCase()} inside`, `call it ….${kind}`);
  return kind === 'wav' ? decodeWav(bytes) : decodeFlac(bytes);
}

const mib = (bytes: number): string => (bytes / 1_048_576).toFixed(1);
