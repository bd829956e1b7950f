/** A label before it is placed, in CSS pixels; `x` is its middle, `y` its lower edge. */
export interface LabelBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** True for a line that is spoken: it is always readable, and makes room upwards. False for a name alone. */
  readonly speaking: boolean;
  /** It cannot go up: it hangs below a chin. */
  readonly under: boolean;
  /** From the camera, m. */
  readonly distanceM: number;
  /** It was hidden in the picture before. */
  readonly wasHidden: boolean;
}

/** A head as seen: middle and radius in CSS pixels, m from the camera. */
export interface HeadDisc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly distanceM: number;
}

/** Where a label goes: up by `liftPx`, or not into the picture. */
export interface LabelPlace {
  liftPx: number;
  hidden: boolean;
}

const GAP_PX = 4;
/** A name that was hidden needs this much more room to come back, so that it does not flicker. */
const SHY_PX = 8;
/** Most a line goes up before it rather overlaps: farther up nobody knows whose it is. */
const LIFT_MOST_PX = 190;
const EDGE_PX = 8;
/** Heads count as nearer from this difference on, m: not the own one, nor one side by side. */
const NEARER_M = 0.25;

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * Places labels so that each can be read and none lies on a face: lines first, near before far, a line above whatever is
 * in its way; a name that would lie on another label or on a nearer head is left out, for it names the wrong person there.
 *
 * @param topPx upper edge of the room that there is, from that of the picture
 */
export function arrangeLabels(
  labels: readonly LabelBox[],
  heads: readonly HeadDisc[],
  topPx = 0,
): LabelPlace[] {
  const places: LabelPlace[] = labels.map(() => ({ liftPx: 0, hidden: false }));
  const order = labels.map((_, i) => i);
  order.sort(
    (a, b) =>
      Number(labels[b].speaking) - Number(labels[a].speaking) ||
      labels[a].distanceM - labels[b].distanceM ||
      a - b,
  );
  const taken: Box[] = [];
  for (const i of order) {
    const label = labels[i];
    const box = boxOf(label, label.speaking || !label.wasHidden ? 0 : SHY_PX);
    const nearer = heads.filter((head) => head.distanceM < label.distanceM - NEARER_M).map(discBox);
    if (label.speaking) {
      if (!label.under) places[i].liftPx = liftOver(box, [...taken, ...nearer], topPx);
      taken.push(raised(box, places[i].liftPx));
    } else if (taken.some((other) => overlap(box, other)) || nearer.some((head) => overlap(box, head)))
      places[i].hidden = true;
    else taken.push(box);
  }
  return places;
}

/** The least way up (px) that brings a box clear of all others; 0 where there is none within reach. */
function liftOver(box: Box, others: readonly Box[], topPx: number): number {
  const most = Math.max(0, Math.min(LIFT_MOST_PX, box.top - topPx - EDGE_PX));
  let lift = 0;
  for (let tries = 0; tries <= others.length; tries++) {
    const now = raised(box, lift);
    const inTheWay = others.find((other) => overlap(now, other));
    if (!inTheWay) return lift;
    lift = box.bottom - inTheWay.top + GAP_PX;
    if (lift > most) return 0;
  }
  return 0;
}

function boxOf({ x, y, width, height }: LabelBox, pad: number): Box {
  return { left: x - width / 2 - pad, right: x + width / 2 + pad, top: y - height - pad, bottom: y + pad };
}

function discBox({ x, y, radius }: HeadDisc): Box {
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}

function raised(box: Box, lift: number): Box {
  return { ...box, top: box.top - lift, bottom: box.bottom - lift };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
