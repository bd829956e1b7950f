/** What is measured; names are final, units are last in them. */
export interface MetricInfo {
  readonly unit: 'ms' | 'bytes';
  readonly help: string;
}

/** Metrics of which the whole distribution is kept. */
export const METRICS = {
  join_ms: { unit: 'ms', help: 'from the moment a guest was due to arrive until the stage welcomed it' },
  first_pose_ms: { unit: 'ms', help: 'from the moment a guest was due to arrive until its first pose' },
  pose_age_ms: {
    unit: 'ms',
    help: 'how old the newest pose was, looked at 20 times a second (stalls counted while they lasted)',
  },
  pose_gap_ms: { unit: 'ms', help: 'time between two poses; 50 is due' },
  rtt_ms: { unit: 'ms', help: 'ping to pong, from the moment the ping was due' },
  reply_ms: { unit: 'ms', help: 'from the moment a line was due until the first word of the answer' },
  resume_ms: { unit: 'ms', help: 'from a broken connection until the first pose after it' },
  flood_closed_ms: { unit: 'ms', help: 'how long a flooder could flood' },
  message_bytes: { unit: 'bytes', help: 'size of a pose message' },
  server_tick_ms: { unit: 'ms', help: 'duration of a tick of the stage, sending included' },
  buffered_bytes: {
    unit: 'bytes',
    help: 'most bytes the stage holds for any one client, looked at twice a second',
  },
  generator_lag_ms: { unit: 'ms', help: 'how late the tester itself was with what it had to do' },
} as const satisfies Record<string, MetricInfo>;

export type Metric = keyof typeof METRICS;

/** Things that are counted. */
export const COUNTERS = {
  joins_started: 'guests who set out to join',
  joined: 'guests who were welcomed, resumed ones not counted',
  joins_failed: 'joins that were refused or never answered',
  drops: 'connections that the tester itself cut, by faults and flappers',
  resumed: 'guests back in their own seat after a break',
  seats_lost: 'guests who had to join anew after a break',
  unexpected_closes: 'connections the stage closed without a cause in the scenario',
  expected_closes: 'connections the stage closed as it should: flooders, slow readers, liars',
  bytes_in: 'bytes received',
  bytes_out: 'bytes sent',
  messages_in: 'messages received',
  messages_out: 'messages sent',
  poses: 'pose messages received',
  poses_decoded: 'pose messages of which every joint was decoded',
  desync_count: 'deltas without their predecessor, and malformed messages, among the decoded',
  replies_missed: 'lines that nobody answered within ten seconds',
  senses_refused: 'sense events that the stage turned away',
  lies_told: 'impossible things that liars sent',
  lies_believed: 'own bodies that moved faster than a guest can',
  actions_skipped: 'repeated actions that the tester left out because it was late',
} as const satisfies Record<string, string>;

export type Counter = keyof typeof COUNTERS;

/** Of these every one is one too many, whatever the scenario. */
export const TROUBLES = [
  'joins_failed',
  'unexpected_closes',
  'seats_lost',
  'desync_count',
  'replies_missed',
  'senses_refused',
  'lies_believed',
] as const satisfies readonly Counter[];

/** Single figures of a whole run. */
export const GAUGES = {
  rss_growth_bytes_per_minute: "growth of the stage's memory over the measured seconds, by least squares",
  live_max: 'most guests with a seat at once',
} as const satisfies Record<string, string>;

export type Gauge = keyof typeof GAUGES;

export const isMetric = (name: string): name is Metric => Object.hasOwn(METRICS, name);
export const isCounter = (name: string): name is Counter => Object.hasOwn(COUNTERS, name);
export const isGauge = (name: string): name is Gauge => Object.hasOwn(GAUGES, name);
