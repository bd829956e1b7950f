/**
 * OpenTimelineIO JSON (https://opentimelineio.readthedocs.io, schemas Timeline.1, Stack.1, Track.1, Clip.2, Gap.1, Marker.2,
 * TimeRange.1, RationalTime.1): a planned show as tracks of clips.
 *
 * A track holds no two clips at once, so whoever does two things at once has several tracks. What takes no time is a marker.
 */
import type { PlannedCue, ShowPlan } from '../../shows/index.ts';

export interface OtioOptions {
  /** Name of the timeline, and the cast in order. */
  readonly name: string;
  readonly cast: readonly string[];
  /** Frames a second of every time; whole frames are written. */
  readonly fps: number;
}

interface Span {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Name of the track of what is of nobody. */
const STAGE = 'stage';
const MUSIC = 'music';

/** A plan as the value of an .otio file. */
export function otioOfPlan(plan: ShowPlan, options: OtioOptions): unknown {
  const { fps, name, cast } = options;
  const frame = (seconds: number): number => Math.round(seconds * fps);
  const rows = new Map<string, Span[]>([['scenes', scenesOf(plan, frame)]]);
  for (const row of [...cast, STAGE, MUSIC]) rows.set(row, []);
  for (const cue of plan.cues) {
    if (cue.kind === 'music') continue;
    const metadata = { troupe: metadataOf(cue, cast) };
    const span = { name: cue.label || cue.cue, from: frame(cue.fromS), to: frame(cue.toS), metadata };
    for (const row of cue.who.length === 0 ? [STAGE] : cue.who.map((who) => cast[who]))
      rows.get(row)?.push(span);
  }
  for (const { track, fromS, toS } of plan.music)
    rows
      .get(MUSIC)!
      .push({ name: track, from: frame(fromS), to: frame(toS), metadata: { troupe: { track } } });
  const tracks = [...rows].flatMap(([row, spans]) => tracksOf(row, spans, fps));
  return {
    OTIO_SCHEMA: 'Timeline.1',
    name,
    metadata: { troupe: { show: name, note: 'synthetic performers' } },
    global_start_time: null,
    tracks: {
      OTIO_SCHEMA: 'Stack.1',
      name: 'tracks',
      metadata: {},
      source_range: null,
      effects: [],
      markers: [],
      enabled: true,
      children: tracks,
    },
  };
}

function metadataOf(cue: PlannedCue, cast: readonly string[]): Record<string, unknown> {
  const { scene, kind, line, who } = cue;
  return { cue: cue.cue, scene, kind, line, who: who.map((index) => cast[index]) };
}

function scenesOf({ scenes, seconds }: ShowPlan, frame: (seconds: number) => number): Span[] {
  return scenes.map(({ id, fromS }, i) => {
    const to = frame(scenes[i + 1]?.fromS ?? seconds);
    return { name: id, from: frame(fromS), to, metadata: { troupe: { scene: id } } };
  });
}

/** As many tracks as are needed for clips that overlap; markers are on the first. */
function tracksOf(row: string, spans: readonly Span[], fps: number): unknown[] {
  const lanes: Span[][] = [[]];
  const points = spans.filter(({ from, to }) => to <= from);
  for (const span of spans.filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from)) {
    const free = lanes.find((lane) => (lane.at(-1)?.to ?? 0) <= span.from);
    if (free) free.push(span);
    else lanes.push([span]);
  }
  return lanes.map((lane, i) => ({
    OTIO_SCHEMA: 'Track.1',
    name: i === 0 ? row : `${row} ${i + 1}`,
    kind: row === MUSIC ? 'Audio' : 'Video',
    metadata: {},
    source_range: null,
    effects: [],
    enabled: true,
    markers: i === 0 ? points.map((point) => markerOf(point, fps)) : [],
    children: childrenOf(lane, fps),
  }));
}

function childrenOf(lane: readonly Span[], fps: number): unknown[] {
  let at = 0;
  return lane.flatMap((span) => {
    const gap = span.from > at ? [gapOf(span.from - at, fps)] : [];
    at = span.to;
    return [...gap, clipOf(span, fps)];
  });
}

const time = (value: number, rate: number) => ({ OTIO_SCHEMA: 'RationalTime.1', rate, value });
const range = (start: number, duration: number, rate: number) => ({
  OTIO_SCHEMA: 'TimeRange.1',
  start_time: time(start, rate),
  duration: time(duration, rate),
});

function clipOf({ name, from, to, metadata }: Span, fps: number): unknown {
  return {
    OTIO_SCHEMA: 'Clip.2',
    name,
    metadata,
    source_range: range(0, to - from, fps),
    effects: [],
    markers: [],
    enabled: true,
    media_references: {
      DEFAULT_MEDIA: {
        OTIO_SCHEMA: 'MissingReference.1',
        name: '',
        metadata: {},
        available_range: null,
        available_image_bounds: null,
      },
    },
    active_media_reference_key: 'DEFAULT_MEDIA',
  };
}

function gapOf(length: number, fps: number): unknown {
  return {
    OTIO_SCHEMA: 'Gap.1',
    name: '',
    metadata: {},
    source_range: range(0, length, fps),
    effects: [],
    markers: [],
    enabled: true,
  };
}

function markerOf({ name, from, metadata }: Span, fps: number): unknown {
  return {
    OTIO_SCHEMA: 'Marker.2',
    name,
    metadata,
    color: 'GREEN',
    comment: '',
    marked_range: range(from, 0, fps),
  };
}
