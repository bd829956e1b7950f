import {
  AdditiveBlending,
  Color,
  DoubleSide,
  Group,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
  NormalBlending,
  PlaneGeometry,
  ShaderMaterial,
  type Vector3,
} from 'three';
import { FX_FRAGMENT, FX_KINDS, FX_VERTEX, type FxKind } from './fx-shader.ts';

/** Particles of an effect. */
const COUNTS: Readonly<Record<FxKind, number>> = {
  petals: 700,
  confetti: 900,
  sparks: 260,
  snow: 900,
  bubbles: 140,
  smoke: 90,
  fireworks: 1_200,
};
const GLOWING = new Set<FxKind>(['sparks', 'fireworks', 'bubbles']);
/** Effects at once; the oldest gives way. */
export const FX_MAX = 6;
/** After the last particle is born an effect is seen for so long, s. */
const LINGER_S = 12;

interface Effect {
  readonly key: string;
  readonly mesh: Mesh<InstancedBufferGeometry, ShaderMaterial>;
  readonly sinceMs: number;
  readonly lastS: number;
}

/** Petals, confetti, sparks, snow, bubbles, smoke and fireworks: one draw call each, a function of stage time. */
export class ShowFx {
  readonly group = new Group();
  readonly #effects: Effect[] = [];
  /** Light that falls on what does not glow. */
  readonly #light = { value: new Color(1, 1, 1) };

  constructor() {
    this.group.name = 'effects';
  }

  get count(): number {
    return this.#effects.length;
  }

  /** Begins an effect at stage time `sinceMs` around a place (m) for `lastMs`; one of another name is no effect. */
  begin(key: string, name: string, options: { at: Vector3; sinceMs: number; lastMs: number }): void {
    const kind = FX_KINDS.find((known) => known === name);
    if (!kind || this.#effects.some((effect) => effect.key === key)) return;
    const lastS = Math.max(0.1, options.lastMs / 1000);
    const mesh = new Mesh(geometryOf(COUNTS[kind]), this.#material(kind, options.at, lastS));
    mesh.frustumCulled = false;
    mesh.renderOrder = 5;
    this.group.add(mesh);
    this.#effects.push({ key, mesh, sinceMs: options.sinceMs, lastS });
    if (this.#effects.length > FX_MAX) this.#drop(0);
  }

  #material(kind: FxKind, at: Vector3, lastS: number): ShaderMaterial {
    const glows = GLOWING.has(kind);
    return new ShaderMaterial({
      vertexShader: FX_VERTEX,
      fragmentShader: FX_FRAGMENT,
      uniforms: {
        uKind: { value: FX_KINDS.indexOf(kind) },
        uTimeS: { value: 0 },
        uLastS: { value: lastS },
        uOrigin: { value: at.clone() },
        uLight: this.#light,
      },
      transparent: true,
      depthWrite: kind === 'petals' || kind === 'confetti',
      side: DoubleSide,
      blending: glows ? AdditiveBlending : NormalBlending,
    });
  }

  /** Lets no more particles be born of effects that are not among `keys`: those that are over, or were stopped. */
  stopOthers(keys: ReadonlySet<string>, ms: number): void {
    for (const { key, mesh, sinceMs } of this.#effects) {
      const { uLastS } = mesh.material.uniforms;
      if (!keys.has(key)) uLastS.value = Math.min(uLastS.value, Math.max(0, (ms - sinceMs) / 1000));
    }
  }

  /** Shows the moment `ms` of the stage; `light` is what falls on petals and paper, linear. */
  update(ms: number, light: Color): void {
    this.#light.value.copy(light);
    for (let i = this.#effects.length - 1; i >= 0; i--) {
      const { mesh, sinceMs, lastS } = this.#effects[i];
      const timeS = (ms - sinceMs) / 1000;
      mesh.material.uniforms.uTimeS.value = timeS;
      mesh.visible = timeS >= 0;
      if (timeS > lastS + LINGER_S || timeS < -1) this.#drop(i);
    }
  }

  #drop(i: number): void {
    const [{ mesh }] = this.#effects.splice(i, 1);
    this.group.remove(mesh);
    mesh.geometry.dispose();
    mesh.material.dispose();
  }

  clear(): void {
    while (this.#effects.length > 0) this.#drop(0);
  }
}

/** A quad for each particle and a seed of four shares; the same seeds in every client. */
function geometryOf(count: number): InstancedBufferGeometry {
  const geometry = new InstancedBufferGeometry();
  const quad = new PlaneGeometry(2, 2);
  geometry.setAttribute('position', quad.getAttribute('position'));
  geometry.setIndex(quad.index);
  const seeds = new Float32Array(count * 4);
  let dice = 1;
  for (let i = 0; i < seeds.length; i++) {
    dice = (Math.imul(dice, 1_664_525) + 1_013_904_223) >>> 0;
    seeds[i] = dice / 2 ** 32;
  }
  geometry.setAttribute('seed', new InstancedBufferAttribute(seeds, 4));
  geometry.instanceCount = count;
  return geometry;
}
