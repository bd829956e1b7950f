/** Lengths in mm are enough for a stage file. */
export const round = (value) => Math.round(value * 1000) / 1000;

/** The things of a stage that bodies bump into, in the order they are put there; metres and radians. */
export function createColliders() {
  const colliders = [];
  return {
    colliders,
    box: (id, kind, centre, half, yaw = 0) =>
      colliders.push({
        id,
        shape: 'box',
        kind,
        centre: centre.map(round),
        half: half.map(round),
        yaw: round(yaw),
      }),
    cylinder: (id, kind, centre, radius, halfHeight) =>
      colliders.push({ id, shape: 'cylinder', kind, centre: centre.map(round), radius, halfHeight }),
  };
}
