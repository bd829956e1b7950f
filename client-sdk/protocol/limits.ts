/** Limits of the wire: both sides hold them, so a client can refuse before the server must. */
export const WIRE_LIMITS = {
  /** Version of the protocol this code speaks (VHP/1). */
  version: 1,
  /** Revision of the joint table (HUMAN_JOINTS). */
  skeletonRevision: 1,
  nameCharactersMax: 24,
  sayCharactersMax: 280,
  /** Largest message a client may send, bytes. */
  clientMessageBytesMax: 4_096,
  /** Largest pose message, bytes. */
  poseMessageBytesMax: 32_768,
  /** Most sound in one voice message, samples: half a second. */
  voiceSamplesMax: 11_025,
  /** Messages a second a client may send, all kinds together; a flooder is closed. */
  messagesPerSecondMax: 60,
  sayPerSecond: 1.5,
  sayBurst: 5,
  /** Votes and claps together. */
  audiencePerSecond: 4,
  audienceBurst: 8,
  gesturePerSecond: 2,
  gestureBurst: 4,
  /** Bytes a second of poses a guest gets unless it asks for less or more, and the most it may ask for. */
  budgetBytesPerSecond: 36_000,
  budgetBytesPerSecondMax: 64_000,
  budgetBytesPerSecondMin: 4_000,
} as const;

/** Colyseus message types of our own bytes and their meaning. */
export const BYTES_TYPE = { pose: 1, voice: 2 } as const;
