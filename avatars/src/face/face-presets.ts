/** The 18 expression presets of VRM 1.0, in the order in which face weights are stored and streamed. */
export const FACE_PRESETS = [
  'happy',
  'angry',
  'sad',
  'relaxed',
  'surprised',
  'aa',
  'ih',
  'ou',
  'ee',
  'oh',
  'blink',
  'blinkLeft',
  'blinkRight',
  'lookUp',
  'lookDown',
  'lookLeft',
  'lookRight',
  'neutral',
] as const;

export type FacePreset = (typeof FACE_PRESETS)[number];

/** Weights per face. */
export const FACE_COUNT = FACE_PRESETS.length;

/** Index of each preset by name. */
export const FACE_INDEX = Object.fromEntries(FACE_PRESETS.map((name, i) => [name, i])) as Record<
  FacePreset,
  number
>;
