// Writes stage.json of the plaza: `node assets/stages/plaza/make-plaza.mjs`. Numbers in m and rad; +Z is south (the
// entrance), the round stage lies north, the colonnade with the paintings west, the pool east.
import { writeFileSync } from 'node:fs';

const round = (value) => Math.round(value * 1000) / 1000;
const colliders = [];
const box = (id, kind, centre, half, yaw = 0) =>
  colliders.push({
    id,
    shape: 'box',
    kind,
    centre: centre.map(round),
    half: half.map(round),
    yaw: round(yaw),
  });
const cylinder = (id, kind, centre, radius, halfHeight) =>
  colliders.push({ id, shape: 'cylinder', kind, centre: centre.map(round), radius, halfHeight });

// The round stage: three steps of 16 cm, and a ramp on its east side.
const STAGE = { x: 0, z: -9, radius: 5, stepM: 0.16, treadM: 0.55 };
for (let i = 0; i < 3; i++) {
  const height = STAGE.stepM * (i + 1);
  cylinder(
    `step${i + 1}`,
    'step',
    [STAGE.x, height / 2, STAGE.z],
    round(STAGE.radius + STAGE.treadM * (2 - i)),
    round(height / 2),
  );
}
const top = STAGE.stepM * 3;
colliders.push({
  id: 'ramp',
  shape: 'ramp',
  kind: 'ramp',
  from: [round(STAGE.x + STAGE.radius + 4.6), 0, STAGE.z],
  to: [round(STAGE.x + STAGE.radius - 0.15), round(top), STAGE.z],
  width: 1.8,
});

// Colonnade along the west: columns, and a wall on which the paintings hang.
const WALL_X = -25;
for (let i = 0; i < 9; i++) cylinder(`column${i + 1}`, 'column', [WALL_X + 4.2, 2.1, -16 + i * 4], 0.32, 2.1);
box('galleryWall', 'wall', [WALL_X, 2.1, 0], [0.3, 2.1, 18]);
const paintings = [];
for (let i = 0; i < 8; i++) {
  const wide = i % 3 === 1;
  paintings.push({
    id: `painting${i + 1}`,
    position: [WALL_X + 0.36, 1.72, -14 + i * 4],
    yaw: round(Math.PI / 2),
    width: wide ? 2.2 : 1.4,
    height: wide ? 1.4 : 1.8,
  });
}

// A shallow pool in the east with a kerb, and planters beside it.
box('pool', 'pool', [15, 0.12, 6], [5.5, 0.12, 3.5]);
box('planter1', 'planter', [15, 0.3, 11.4], [3, 0.3, 0.45]);
// Close to the kerb: a gap that is too narrow for two is a trap.
box('planter2', 'planter', [8.8, 0.3, 6], [0.45, 0.3, 2.2]);

// Trees in round planters.
[
  [-12, 14],
  [-5, 20],
  [5, 20],
  [12, 16.5],
  [22, 16],
  [23, -4],
  [18, -16],
  [-14, -20],
  [14, -23],
].forEach(([x, z], i) => {
  cylinder(`tree${i + 1}`, 'tree', [x, 1.4, z], 0.55, 1.4);
});

// Benches look at the stage or at the water.
const seats = [];
const bench = (id, x, z, yaw) => {
  box(id, 'bench', [x, 0.22, z], [0.95, 0.22, 0.24], yaw);
  for (const side of [-0.45, 0.45]) {
    seats.push({
      x: round(x + Math.cos(yaw) * side),
      y: 0.44,
      z: round(z - Math.sin(yaw) * side),
      yaw: round(yaw),
    });
  }
};
bench('bench1', -6, 3.5, Math.PI);
bench('bench2', 0, 4.6, Math.PI);
bench('bench3', 6, 3.5, Math.PI);
bench('bench4', 15, 0.3, 0);
bench('bench5', 22.6, 6, -Math.PI / 2);
bench('bench6', -17.5, -8, -Math.PI / 2);
bench('bench7', -17.5, 8, -Math.PI / 2);
box('easel', 'easel', [-3.1, top + 0.8, -11.3], [0.35, 0.8, 0.3], 0.5);

const props = [
  {
    id: 'ball',
    shape: 'sphere',
    kind: 'ball',
    half: [0.36, 0.36, 0.36],
    massKg: 2.5,
    position: [3.5, 0.4, 9],
    yaw: 0,
  },
  {
    id: 'crate1',
    shape: 'box',
    kind: 'crate',
    half: [0.3, 0.3, 0.3],
    massKg: 9,
    position: [-9, 0.31, -3],
    yaw: 0.3,
  },
  {
    id: 'crate2',
    shape: 'box',
    kind: 'crate',
    half: [0.3, 0.3, 0.3],
    massKg: 9,
    position: [-9.8, 0.31, -3.6],
    yaw: -0.2,
  },
  {
    id: 'crate3',
    shape: 'box',
    kind: 'crate',
    half: [0.24, 0.24, 0.24],
    massKg: 6,
    position: [-9.3, 0.86, -3.25],
    yaw: 0.7,
  },
  ...[
    [-3.4, 12],
    [3.4, 12],
    [-9.5, 7],
    [10, -3],
    [-7.2, -14.5],
  ].map(([x, z], i) => ({
    id: `lantern${i + 1}`,
    shape: 'cylinder',
    kind: 'lantern',
    half: [0.19, 0.26, 0.19],
    massKg: 1.2,
    position: [x, 0.27, z],
    yaw: 0,
  })),
];

const towards = (x, z, toX, toZ) => round(Math.atan2(toX - x, toZ - z));
const mark = (x, z, toX, toZ) => ({ x: round(x), z: round(z), yaw: towards(x, z, toX, toZ) });
const marks = {
  stage: mark(0, -8, 0, 6),
  easel: mark(-2.5, -10.2, -3.1, -11.3),
  stageLeft: mark(-3, -7.2, 0, 6),
  stageRight: mark(3, -7.2, 0, 6),
  centre: mark(0, 0.5, 0, 8),
  west: mark(-8, 1, 0, -9),
  east: mark(8, 0, 0, -9),
  poolNorth: mark(13, -0.2, 15, 6),
  poolSouth: mark(17.5, 12.9, 15, 6),
  ballGame: mark(5, 9.6, 3.5, 9),
  crates: mark(-7.9, -4.4, -9.3, -3.3),
  treeShade: mark(-10.6, 13.2, 0, 0),
  lanternWalk1: mark(-2.2, 12.4, 0, 4),
  lanternWalk2: mark(2.4, 13.2, -2.2, 12.4),
  south: mark(0, 17, 0, 0),
  northEast: mark(15, -13, 0, -9),
  northWest: mark(-11, -16, 0, -9),
  ramp: mark(11.2, -8, 0, -9),
  gardenEast: mark(21, 12.5, 15, 6),
};
// Places to linger, so that sixty people find one each: before the paintings, around the stage and the water, under the
// trees, beside the benches, on the open square.
for (let i = 0; i < 8; i++) marks[`gallery${i + 1}`] = mark(-22.1, -14 + i * 4 + 1.15, -24.6, -14 + i * 4);
for (let i = 0; i < 10; i++) {
  const angle = ((i - 4.5) / 10) * Math.PI * 1.1;
  marks[`stageFront${i + 1}`] = mark(
    STAGE.x + Math.sin(angle) * 8.6,
    STAGE.z + Math.cos(angle) * 8.6,
    STAGE.x,
    STAGE.z,
  );
}
[
  [9.7, 1.7],
  [12, 1.6],
  [18.2, 1.6],
  [20.2, 1.2],
  [21.8, 3.4],
  [21.8, 9],
  [19.6, 10.6],
  [11, 13.2],
  [8.9, 10.2],
].forEach(([x, z], i) => {
  marks[`pool${i + 1}`] = mark(x, z, 15, 6);
});
[
  [-12, 14],
  [-5, 20],
  [5, 20],
  [12, 16.5],
  [22, 16],
  [23, -4],
  [18, -16],
  [-14, -20],
  [14, -23],
].forEach(([x, z], i) => {
  const angle = i * 2.4;
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  marks[`tree${i + 1}`] = mark(x + sin * 1.6, z + cos * 1.6, x + sin * 9, z + cos * 9);
});
[
  [-6, 3.5, Math.PI],
  [6, 3.5, Math.PI],
  [-17.5, -8, -Math.PI / 2],
  [-17.5, 8, -Math.PI / 2],
].forEach(([x, z, yaw], i) => {
  const [atX, atZ] = [x + Math.cos(yaw) * 2.3, z - Math.sin(yaw) * 2.3];
  marks[`bench${i + 1}`] = mark(atX, atZ, atX + Math.sin(yaw) * 8, atZ + Math.cos(yaw) * 8);
});
[
  [-11.5, -9.5, -25, -10],
  [-13.2, 3.2, -9, 2.4],
  [-10.8, 9.6, 0, -9],
  [-4.2, 9.2, 3.5, 9],
  [-1, 8.4, 0, -9],
  [1.4, 10.4, 3.5, 9],
  [6.6, 14.2, 0, 20],
  [-7.4, 16.6, 0, 12],
  [-15, 18.2, 0, 0],
  [-20, 22, -5, 20],
  [17.4, 21, 5, 20],
  [24.5, 0.5, 15, 6],
  [11.6, -16.8, 0, -9],
  [4.2, -18.6, 0, -9],
  [-5.8, -19.2, 0, -9],
  [-17.8, -14.6, -25, -14],
  [-19, 14.6, -25, 14],
  [20.8, -10.4, 0, -9],
].forEach(([x, z, toX, toZ], i) => {
  marks[`square${i + 1}`] = mark(x, z, toX, toZ);
});
const spawn = [
  [0, 24.5],
  [-2, 25.5],
  [2, 25.5],
  [-4, 24.5],
  [4, 24.5],
  [-6, 26],
  [6, 26],
  [0, 27],
].map(([x, z]) => ({ x, z, yaw: round(Math.PI) }));

const stage = {
  id: 'plaza',
  name: { en: 'Plaza at blue hour', ko: '블루 아워의 광장' },
  size: [60, 60],
  spawn,
  marks,
  seats,
  colliders,
  props,
  paintings,
};
writeFileSync(new URL('stage.json', import.meta.url), `${JSON.stringify(stage, null, 2)}\n`);
