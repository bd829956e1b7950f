import {
  BufferGeometry,
  Color,
  DoubleSide,
  Float32BufferAttribute,
  Group,
  Mesh,
  MeshBasicMaterial,
  ShaderMaterial,
} from 'three';
import { createDice } from './noise.ts';
import { SKY_GLSL } from './sky.ts';

/** Azimuths are measured from north (-Z) clockwise to east (+X), in turns. */
const TOWN = { from: 0.17, to: 0.83 } as const;

/**
 * What closes the view: far hills all around in the colour of the air, and in the east and south a town on its slope
 * with lit windows. Two draw calls, no texture.
 */
export function createHorizon(): { group: Group; dispose(): void } {
  const group = new Group();
  const hills = new Mesh(hillRings(), hillMaterial());
  hills.name = 'hills';
  const town = new Mesh(
    townBlocks(),
    new MeshBasicMaterial({ vertexColors: true, fog: false, side: DoubleSide }),
  );
  town.name = 'town';
  group.add(hills, town);
  return {
    group,
    dispose() {
      for (const mesh of [hills, town]) {
        mesh.geometry.dispose();
        mesh.material.dispose();
      }
    },
  };
}

const direction = (turn: number): [number, number] => [
  Math.sin(turn * Math.PI * 2),
  -Math.cos(turn * Math.PI * 2),
];

/** How much land there is at an azimuth: open sea in the north and west, land in the east and south. */
function land(turn: number): number {
  const t = Math.min(1, Math.max(0, Math.min((turn - 0.1) / 0.1, (0.9 - turn) / 0.1)));
  return t * t * (3 - 2 * t);
}

function hillRings(): BufferGeometry {
  const position: number[] = [];
  const depth: number[] = [];
  const index: number[] = [];
  const layers = [
    { radius: 900, height: 58, seed: 1.3, open: 0.42 },
    { radius: 520, height: 34, seed: 4.1, open: 0 },
    { radius: 230, height: 17, seed: 8.7, open: 0 },
  ];
  const steps = 220;
  layers.forEach((layer, l) => {
    const base = position.length / 3;
    for (let i = 0; i <= steps; i++) {
      const turn = i / steps;
      const [x, z] = direction(turn);
      const a = turn * Math.PI * 2;
      const wave =
        0.55 +
        0.25 * Math.sin(a * 5 + layer.seed) +
        0.14 * Math.sin(a * 13 + layer.seed * 2.1) +
        0.06 * Math.sin(a * 37 + layer.seed * 3.7);
      const share = Math.max(land(turn), layer.open * (0.5 + 0.5 * Math.sin(a * 3 + 1.2)) ** 2);
      const height = -10 + (layer.height * wave + 10) * share;
      position.push(x * layer.radius, -10, z * layer.radius, x * layer.radius, height, z * layer.radius);
      depth.push(l, l);
      if (i < steps) {
        const n = base + i * 2;
        index.push(n, n + 1, n + 2, n + 1, n + 3, n + 2);
      }
    }
  });
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(position, 3));
  geometry.setAttribute('layer', new Float32BufferAttribute(depth, 1));
  geometry.setIndex(index);
  return geometry;
}

function hillMaterial(): ShaderMaterial {
  return new ShaderMaterial({
    side: DoubleSide,
    vertexShader: /* glsl */ `
      attribute float layer;
      varying float vLayer;
      varying vec3 vDirection;
      void main() {
        vLayer = layer;
        vDirection = normalize(position);
        gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
      }`,
    fragmentShader: /* glsl */ `
      varying float vLayer;
      varying vec3 vDirection;
      ${SKY_GLSL}
      void main() {
        vec3 air = skyColour(normalize(vec3(vDirection.x, 0.03, vDirection.z)));
        vec3 dark = vec3(0.012, 0.018, 0.034);
        vec3 colour = mix(air, dark, 0.42 + 0.24 * vLayer);
        gl_FragColor = vec4(colour, 1.0);
        #include <tonemapping_fragment>
        #include <colorspace_fragment>
      }`,
  });
}

/** Houses as dark boxes with small lit windows on the sides that look at the square. */
function townBlocks(): BufferGeometry {
  const dice = createDice(77);
  const position: number[] = [];
  const colour: number[] = [];
  const quad = (corners: readonly number[][], tint: Color): void => {
    for (const i of [0, 1, 2, 0, 2, 3]) {
      position.push(...corners[i]);
      colour.push(tint.r, tint.g, tint.b);
    }
  };
  for (let i = 0; i < 150; i++) {
    const turn = TOWN.from + (TOWN.to - TOWN.from) * dice();
    const radius = 74 + dice() ** 0.7 * 150;
    const [dx, dz] = direction(turn);
    const width = 5 + dice() * 9;
    const ground = -9 + (radius - 70) * 0.085;
    const height = 5 + dice() * 8 + (dice() < 0.06 ? 12 : 0);
    const [sx, sz] = [-dz, dx];
    const [cx, cz] = [dx * radius, dz * radius];
    const corner = (side: number, y: number, near = 0): number[] => [
      cx + (sx * side * width) / 2 - dx * near,
      y,
      cz + (sz * side * width) / 2 - dz * near,
    ];
    const air = Math.min(1, (radius - 74) / 190);
    const tint = new Color(0.012 + 0.03 * air, 0.016 + 0.042 * air, 0.03 + 0.085 * air);
    const top = ground + height;
    quad([corner(-1, -12), corner(-1, top), corner(1, top), corner(1, -12)], tint);
    if (dice() < 0.7) {
      const ridge = top + width * 0.22;
      const mid = [cx, ridge, cz];
      quad([corner(-1.06, top), mid, corner(1.06, top), corner(0, top)], tint.clone().multiplyScalar(0.8));
    }
    for (let y = top - 1.6; y > ground + 1; y -= 2.3) {
      for (let s = -0.75; s <= 0.76; s += 3.1 / width) {
        if (dice() > 0.3) continue;
        const half = 0.9 / width;
        const glow = (0.35 + dice() * 0.75) * (1 - 0.5 * air);
        const warm = new Color(1.0 * glow, 0.6 * glow, 0.26 * glow);
        quad(
          [
            corner(s - half, y, 0.3),
            corner(s - half, y + 1.15, 0.3),
            corner(s + half, y + 1.15, 0.3),
            corner(s + half, y, 0.3),
          ],
          warm,
        );
      }
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(position, 3));
  geometry.setAttribute('color', new Float32BufferAttribute(colour, 3));
  return geometry;
}
