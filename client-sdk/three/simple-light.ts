import {
  Color,
  DirectionalLight,
  Group,
  HemisphereLight,
  PMREMGenerator,
  type Scene,
  type Texture,
  type WebGLRenderer,
} from 'three';
import type { StageFile } from '../protocol/index.ts';
import { createHallGlow } from './hall/hall-glow.ts';
import { AFTERGLOW, createSkyScene } from './plaza/sky.ts';

/** The light of a stage: one warm key that follows the show, a cool fill of sky, a rim from the afterglow. */
export interface ViewLight {
  /** Keeps key and shadow around what is looked at; position in m. */
  follow(x: number, y: number, z: number): void;
  setShadows(on: boolean): void;
  /** What a show makes of key, fill and rim: factors of the plain light, and a tint of the key. */
  set(show: {
    readonly key: number;
    readonly fill: number;
    readonly rim: number;
    readonly tint: Color;
  }): void;
  dispose(): void;
}

const KEY_FROM = [7.5, 9.5, 9] as const;
const SHADOW_REACH_M = 13;
const SHADOW_PX = 2048;
/** The plain light. */
const KEY = { colour: new Color().setRGB(1, 0.76, 0.52), power: 2 } as const;
const RIM_POWER = 0.55;
const FILL_POWER = 0.5;

/** How much of what is around lights a scene. */
const SKY_POWER = 1.3;
const HALL_POWER = 1.15;

/** Lights a scene in the hour of the sky, or by what glows in a hall. */
export function createSimpleLight(renderer: WebGLRenderer, scene: Scene, stage?: StageFile): ViewLight {
  const hall = stage?.set === 'hall';
  const group = new Group();
  const key = new DirectionalLight(KEY.colour.clone(), KEY.power);
  key.castShadow = true;
  key.shadow.mapSize.set(SHADOW_PX, SHADOW_PX);
  key.shadow.bias = -0.0004;
  key.shadow.normalBias = 0.025;
  key.shadow.radius = 3;
  const { camera } = key.shadow;
  camera.left = -SHADOW_REACH_M;
  camera.right = SHADOW_REACH_M;
  camera.top = SHADOW_REACH_M;
  camera.bottom = -SHADOW_REACH_M;
  camera.near = 1;
  camera.far = 45;
  const rim = new DirectionalLight(new Color().setRGB(0.95, 0.62, 0.55), RIM_POWER);
  if (hall) rim.position.set(-3.5, 7, -8);
  else rim.position.set(AFTERGLOW.x * 10, 3.2, AFTERGLOW.z * 10);
  const fill = new HemisphereLight(
    new Color().setRGB(0.2, 0.32, 0.62),
    new Color().setRGB(0.3, 0.22, 0.16),
    FILL_POWER,
  );
  group.add(key, key.target, rim, fill);
  group.name = 'light';
  scene.add(group);
  const pmrem = new PMREMGenerator(renderer);
  const environment: Texture = pmrem.fromScene(
    hall ? createHallGlow() : createSkyScene(),
    0.01,
    0.1,
    100,
  ).texture;
  pmrem.dispose();
  scene.environment = environment;
  scene.environmentIntensity = hall ? HALL_POWER : SKY_POWER;
  return {
    follow(x, y, z) {
      // Whole texels only: shadow edges then do not crawl while the camera moves.
      const grid = (SHADOW_REACH_M * 2) / SHADOW_PX;
      const sx = Math.round(x / grid) * grid;
      const sz = Math.round(z / grid) * grid;
      key.target.position.set(sx, y, sz);
      key.position.set(sx + KEY_FROM[0], y + KEY_FROM[1], sz + KEY_FROM[2]);
    },
    setShadows(on) {
      key.castShadow = on;
    },
    set(show) {
      key.color.copy(KEY.colour).multiply(show.tint);
      key.intensity = KEY.power * show.key;
      rim.intensity = RIM_POWER * show.rim;
      fill.intensity = FILL_POWER * show.fill;
    },
    dispose() {
      scene.remove(group);
      scene.environment = null;
      environment.dispose();
      key.shadow.map?.dispose();
    },
  };
}
