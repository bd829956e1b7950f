/** Reads a WAV file (PCM, mono, 16 bit), streamed ones with unknown lengths too. @throws Error that says what is wrong */
export function readWav(bytes: Uint8Array): { readonly pcm: Int16Array; readonly rateHz: number } {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (
    file.length < 44 ||
    file.toString('latin1', 0, 4) !== 'RIFF' ||
    file.toString('latin1', 8, 12) !== 'WAVE'
  )
    throw new Error('no WAV file');
  let rateHz = 0;
  for (let at = 12; at + 8 <= file.length; ) {
    const name = file.toString('latin1', at, at + 4);
    const size = Math.min(file.readUInt32LE(at + 4), file.length - at - 8);
    if (name === 'fmt ' && size >= 16) {
      const [format, channels, bits] = [8, 10, 22].map((offset) => file.readUInt16LE(at + offset));
      if (format !== 1 || channels !== 1 || bits !== 16)
        throw new Error(
          `WAV of format ${format}, ${channels} channels, ${bits} bit; PCM, mono, 16 bit is read`,
        );
      rateHz = file.readUInt32LE(at + 12);
    }
    if (name === 'data' && rateHz > 0) {
      const pcm = new Int16Array(size >> 1);
      for (let i = 0; i < pcm.length; i++) pcm[i] = file.readInt16LE(at + 8 + i * 2);
      return { pcm, rateHz };
    }
    at += 8 + size + (size & 1);
  }
  throw new Error('a WAV file without sound');
}
