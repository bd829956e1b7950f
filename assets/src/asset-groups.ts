/** One kind of asset: where it lies, what it may be used for, and the command that makes it anew. */
export interface AssetGroup {
  readonly id: string;
  /** Folder below assets/, without a slash at the end. */
  readonly path: string;
  /** SPDX expression of what our own build made. */
  readonly licence: string;
  /** Where attributions of the data behind it stand; '' when it was made from nothing but this project. */
  readonly attributions: string;
  /** Command that writes it, run in the checkout; DIR is where the raw data was unpacked. '' when written by hand. */
  readonly madeBy: string;
}

/** Every asset belongs to the first group whose path it lies in. */
export const ASSET_GROUPS: readonly AssetGroup[] = [
  {
    id: 'motion-model',
    path: 'models/motion',
    licence: 'Apache-2.0',
    attributions: 'models/motion/MODEL_CARD.md',
    madeBy: 'python3 avatars/train/motion/build.py --data DIR/motion-capture --out assets/models/motion',
  },
  {
    id: 'far-motion',
    path: 'models/far-motion',
    licence: 'Apache-2.0',
    attributions: 'models/far-motion/MODEL_CARD.md',
    madeBy: 'npx troupe motion far',
  },
  {
    id: 'motion-eval',
    path: 'models/motion-eval',
    licence: 'Apache-2.0',
    attributions: 'models/motion-eval/MODEL_CARD.md',
    madeBy:
      'python3 avatars/train/motion/evaluators.py --data DIR/motion-capture --out assets/models/motion-eval',
  },
  {
    id: 'body-model',
    path: 'models/body',
    licence: 'Apache-2.0',
    attributions: 'models/body/MODEL_CARD.md',
    madeBy: 'python3 avatars/train/body/build_model.py --data DIR/body-mesh --out assets/models/body',
  },
  {
    id: 'bodies',
    path: 'bodies',
    licence: 'Apache-2.0',
    attributions: 'models/body/MODEL_CARD.md',
    madeBy: 'npx troupe cast build --data DIR',
  },
  {
    id: 'plaza',
    path: 'stages/plaza',
    licence: 'Apache-2.0',
    attributions: '',
    madeBy: 'node assets/stages/plaza/make-plaza.mjs',
  },
  {
    id: 'studio-hall',
    path: 'stages/studio-hall',
    licence: 'Apache-2.0',
    attributions: '',
    madeBy: 'node assets/stages/studio-hall/make-studio-hall.mjs',
  },
  { id: 'personas', path: 'personas', licence: 'Apache-2.0', attributions: '', madeBy: '' },
  {
    id: 'class-recording',
    path: 'shows/music/class.flac',
    licence: 'Apache-2.0',
    attributions: '',
    madeBy:
      'npx troupe score render assets/shows/music/class.score.json --out assets/shows/music/class.flac --rounds 3',
  },
  { id: 'shows', path: 'shows', licence: 'Apache-2.0', attributions: '', madeBy: '' },
];
