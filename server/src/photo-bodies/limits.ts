/** Bounds of making bodies from photos; what is turned away is told so, with what to do. */
export const PHOTO_BODIES_DEFAULTS = {
  /** Most bytes of one upload: photos and words together. */
  uploadBytesMax: 31_000_000,
  /** Further photos of one person beside the first. */
  furtherPhotosMax: 3,
  uploadSecondsMax: 60,
  /** What is turned away while it is being sent may still run out so long before it is answered. */
  runOutSecondsMax: 10,
  /** Uploads that are being received at once. */
  uploadsMax: 4,
  /** Photos that wait while one is worked on. */
  waitingMax: 8,
  /** Bodies held in memory at once. */
  jobsMax: 32,
  /** A body nobody wears is forgotten this long after it was made or last put on, s. */
  bodySecondsMax: 3_600,
  /** A refusal can be read this long, s. */
  refusalSecondsMax: 300,
  /** Starts allowed an address: a burst, then one in so many seconds. */
  startsBurst: 6,
  startEverySeconds: 15,
  addressesMax: 4_096,
  /** Who may listen to one job at once. */
  listenersMax: 4,
  /** Limits of the process that works on a photo: its processor time, and time by the clock. */
  workSecondsMax: 60,
  workWallSecondsMax: 400,
  workMemoryMaxMiB: 1_400,
  sweepEverySeconds: 15,
} as const;

export type PhotoBodiesLimits = { readonly [K in keyof typeof PHOTO_BODIES_DEFAULTS]: number };
