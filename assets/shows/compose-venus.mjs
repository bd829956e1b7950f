// Writes venus.score.json: `npx node assets/shows/compose-venus.mjs`. Forty seconds of garden, then a runway that
// grows and breaks off once, so that a model can walk into silence. A minor, 96 to the minute, 64 bars.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const BARS = 64;
const METER = 4;
/** Chords by bar within a section: root as MIDI key, and the tones over it. */
const CHORDS = {
  Am: [57, 60, 64],
  F: [53, 57, 60],
  C: [48, 55, 64],
  G: [55, 59, 62],
  Dm: [50, 57, 65],
  E: [52, 56, 59],
};
const VERSE = ['Am', 'F', 'C', 'G', 'Am', 'F', 'Dm', 'E'];
const BRIDGE = ['F', 'C', 'Dm', 'Am', 'F', 'G', 'Dm', 'E'];
/** Sections: bars, chords, who plays. */
const SECTIONS = [
  { bars: 8, chords: VERSE, play: ['pad', 'bell'] },
  { bars: 8, chords: VERSE, play: ['pad', 'bell', 'bass', 'pluck'] },
  { bars: 16, chords: VERSE, play: ['pad', 'bell', 'bass', 'pluck', 'kick', 'hat'] },
  { bars: 8, chords: BRIDGE, play: ['pad', 'bell'] },
  { bars: 8, chords: BRIDGE, play: ['pad', 'bass', 'pluck', 'kick'] },
  { bars: 16, chords: VERSE, play: ['pad', 'bell', 'bass', 'pluck', 'kick', 'hat', 'high'] },
];
/** Melody of eight bars: [beat, length, key]; the answer of the second half falls where the first rose. */
const MELODY = [
  [0, 1.5, 76],
  [2, 0.5, 74],
  [2.5, 1.5, 72],
  [4, 2, 69],
  [7, 1, 72],
  [8, 1.5, 71],
  [10, 2, 67],
  [12, 1, 69],
  [13, 1, 71],
  [14, 2, 74],
  [16, 1.5, 76],
  [18, 0.5, 79],
  [18.5, 1.5, 77],
  [20, 2, 72],
  [23, 1, 69],
  [24, 1.5, 74],
  [26, 1, 72],
  [27, 1, 69],
  [28, 1, 68],
  [29, 1, 71],
  [30, 2, 76],
];
const PATTERN = [0, 1, 2, 1, 3, 2, 1, 2];

const tracks = { pad: [], bass: [], pluck: [], bell: [], kick: [], hat: [], high: [] };
let bar = 0;
for (const { bars, chords, play } of SECTIONS) {
  for (let i = 0; i < bars; i++, bar++) {
    const at = bar * METER;
    const tones = CHORDS[chords[i % chords.length]];
    const put = (track, beat, beats, key) =>
      play.includes(track) && tracks[track].push([at + beat, beats, key]);
    for (const key of tones) put('pad', 0, METER * 0.98, key);
    const root = tones[0] < 52 ? tones[0] - 12 : tones[0] - 24;
    put('bass', 0, 1.4, root);
    put('bass', 1.5, 0.4, root);
    put('bass', 2, 1, root + 7);
    put('bass', 3.5, 0.5, root + 12);
    const four = [...tones, tones[0] + 12].map((key) => key + 12);
    PATTERN.forEach((step, k) => {
      put('pluck', k / 2, 0.45, four[step] + (k === 4 && i % 4 === 3 ? 12 : 0));
    });
    for (const beat of i % 8 === 7 ? [0, 1, 2, 2.5, 3, 3.5] : [0, 2, 2.75]) put('kick', beat, 0.3, 36);
    for (let k = 0; k < 8; k++) put('hat', k / 2, 0.1, 80 + (k % 4 === 2 ? 4 : 0));
    for (const [beat, beats, key] of MELODY) {
      const of = i % 8;
      if (beat < of * METER || beat >= (of + 1) * METER) continue;
      put('bell', beat - of * METER, beats, key);
      put('high', beat - of * METER + 0.5, beats, key + 12);
    }
  }
}
const VOICES = [
  ['pad', 'pad', 0.33],
  ['bass', 'bass', 0.48],
  ['pluck', 'pluck', 0.16],
  ['bell', 'bell', 0.28],
  ['kick', 'kick', 0.5],
  ['hat', 'hat', 0.05],
  ['high', 'bell', 0.1],
];
const end = BARS * METER;
const score = {
  title: { en: 'Flowers on Venus', ko: '금성의 꽃' },
  bpm: 96,
  meter: METER,
  bars: BARS,
  tracks: VOICES.map(([name, instrument, volume]) => ({
    instrument,
    volume,
    notes: tracks[name]
      .map(([beat, beats, key]) => [beat, Math.min(beats, end - beat), key])
      .filter(([, beats]) => beats > 0),
  })),
};
if (bar !== BARS) throw new Error(`the sections have ${bar} bars, the piece ${BARS}`);
const rows = JSON.stringify(score)
  .replaceAll('"notes":[', '"notes":[\n')
  .replaceAll('],[', '],\n[')
  .replaceAll('}]},{', '}]},\n{');
writeFileSync(fileURLToPath(new URL('music/venus.score.json', import.meta.url)), `${rows}\n`);
