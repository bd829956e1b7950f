const HEADER_BYTES = 44;

/** A WAV file (RIFF, PCM, mono, 16 bit) of a sound. */
export function toWav(pcm: Int16Array, rateHz: number): Buffer {
  const bytes = pcm.length * 2;
  const file = Buffer.alloc(HEADER_BYTES + bytes);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(HEADER_BYTES - 8 + bytes, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rateHz, 24);
  file.writeUInt32LE(rateHz * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(bytes, 40);
  for (let i = 0; i < pcm.length; i++) file.writeInt16LE(pcm[i], HEADER_BYTES + i * 2);
  return file;
}
