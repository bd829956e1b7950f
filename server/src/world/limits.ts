/** Named limits of a stage. Reaching one is counted in Counters, never ignored. */
export const STAGE_LIMITS = {
  /** Performers and guests together. */
  humansMax: 2_048,
  /** Places from which people without a body look. */
  watchersMax: 4_096,
  /** Messages drained from the mailbox in one tick; the oldest surplus is dropped. */
  mailboxMax: 1_024,
  /** Wire ids are 16 bit; an id rests this many spawns before it is used again. */
  netIdMax: 65_535,
  /** Inputs of one guest that wait for their ticks; more is a client that runs too fast. */
  inputsWaitingMax: 4,
  nameCharactersMax: 24,
  /** Bodies that guests brought along, worn at once. */
  guestBodiesMax: 64,
  sayCharactersMax: 280,
  speedMpsMax: 12,
  /** Touches told to the senses in one tick. */
  contactsMax: 1_024,
} as const;

/** How far before the place where one sits the feet of who sits there stand, m: half a bench and a body. */
export const SEAT_STAND_M = 0.47;

/** The clock of every stage: ticks a second, and physics substeps in a tick. */
export const TICK_HZ = 20;
export const TICK_S = 1 / TICK_HZ;
export const TICK_MS = 1000 / TICK_HZ;
export const SUBSTEPS = 3;

/** Things that were refused, dropped or repaired; for /metrics and for tests. */
export interface Counters {
  mailboxDropped: number;
  messagesRefused: number;
  goalsOutside: number;
  bodiesRescued: number;
  motionLate: number;
  motionInvalid: number;
  contactsDropped: number;
  inputsSkipped: number;
  performancesDropped: number;
  /** Lines that were given no voice: too many at once, or the synthesiser could not. */
  voicesDropped: number;
  voicesFailed: number;
  /** Sense events beyond what one tick takes. */
  sensedDropped: number;
  /** Answers of a brain beyond what one tick takes, and wishes of a brain that the policy refused. */
  thoughtsDropped: number;
  toolsRefused: number;
}

export function createCounters(): Counters {
  return {
    mailboxDropped: 0,
    messagesRefused: 0,
    goalsOutside: 0,
    bodiesRescued: 0,
    motionLate: 0,
    motionInvalid: 0,
    contactsDropped: 0,
    inputsSkipped: 0,
    performancesDropped: 0,
    voicesDropped: 0,
    voicesFailed: 0,
    sensedDropped: 0,
    thoughtsDropped: 0,
    toolsRefused: 0,
  };
}
