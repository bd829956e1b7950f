import { Mesh, PlaneGeometry, ShaderMaterial } from 'three';
import { Reflector } from 'three/addons/objects/Reflector.js';
import type { StageCollider } from '../../protocol/index.ts';
import { SKY_GLSL } from './sky.ts';

type Box = Extract<StageCollider, { shape: 'box' }>;

const RIM_M = 0.34;
const BELOW_RIM_M = 0.07;

export interface Pool {
  readonly surface: Reflector;
  update(timeS: number): void;
  /** Mirror the people too, or only the sky (cheap). */
  setMirror(on: boolean): void;
  dispose(): void;
}

const VERTEX = /* glsl */ `
  uniform mat4 textureMatrix;
  varying vec4 vMirror;
  varying vec3 vWorld;
  void main() {
    vMirror = textureMatrix * vec4(position, 1.0);
    vec4 world = modelMatrix * vec4(position, 1.0);
    vWorld = world.xyz;
    gl_Position = projectionMatrix * viewMatrix * world;
  }
`;

const FRAGMENT = /* glsl */ `
  uniform sampler2D tDiffuse;
  uniform float uTime;
  uniform float uMirror;
  varying vec4 vMirror;
  varying vec3 vWorld;
  ${SKY_GLSL}
  vec2 ripple(vec2 p) {
    vec2 r = vec2(sin(p.x * 5.1 + uTime * 1.1 + sin(p.y * 3.7)), cos(p.y * 4.3 - uTime * 0.9 + sin(p.x * 2.9)));
    r += 0.5 * vec2(sin(p.x * 13.0 - uTime * 1.9 + p.y * 7.0), cos(p.y * 12.0 + uTime * 1.6 - p.x * 6.0));
    return r * (0.35 + 0.65 * skyNoise(p * 0.8 + uTime * 0.07));
  }
  void main() {
    vec2 slope = ripple(vWorld.xz) * 0.006;
    vec3 normal = normalize(vec3(-slope.x * 1.6, 1.0, -slope.y * 1.6));
    vec3 toEye = normalize(cameraPosition - vWorld);
    float facing = max(dot(toEye, normal), 0.0);
    float fresnel = 0.06 + 0.94 * pow(1.0 - facing, 4.0);
    vec3 away = reflect(-toEye, normal);
    away.y = abs(away.y);
    vec3 sky = skyColour(away);
    vec2 uv = vMirror.xy / vMirror.w + slope * 2.0;
    vec3 mirror = mix(sky, texture2D(tDiffuse, uv).rgb, uMirror);
    vec3 deep = vec3(0.010, 0.022, 0.028);
    gl_FragColor = vec4(mix(deep, mirror, clamp(fresnel * 1.15, 0.12, 1.0)), 1.0);
    #include <tonemapping_fragment>
    #include <colorspace_fragment>
  }
`;

/** The shallow pool: a planar mirror of half resolution over dark stone, with the faintest ripple. */
export function createPool(box: Box, sizePx: number): Pool {
  const geometry = new PlaneGeometry((box.half[0] - RIM_M) * 2, (box.half[2] - RIM_M) * 2);
  const surface = new Reflector(geometry, {
    textureWidth: sizePx,
    textureHeight: Math.round(sizePx * 0.6),
    clipBias: 0.002,
    multisample: 0,
    shader: {
      name: 'pool',
      uniforms: {
        color: { value: null },
        tDiffuse: { value: null },
        textureMatrix: { value: null },
        uTime: { value: 0 },
        uMirror: { value: 1 },
      },
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
    },
  });
  surface.rotation.x = -Math.PI / 2;
  surface.rotation.z = box.yaw;
  surface.position.set(box.centre[0], box.centre[1] + box.half[1] - BELOW_RIM_M, box.centre[2]);
  surface.name = 'pool';
  const material = surface.material as ShaderMaterial;
  const mirrorPass = surface.onBeforeRender;
  const skip = (): void => undefined;
  return {
    surface,
    update(timeS) {
      material.uniforms.uTime.value = timeS;
    },
    setMirror(on) {
      material.uniforms.uMirror.value = on ? 1 : 0;
      surface.onBeforeRender = on ? mirrorPass : (skip as typeof mirrorPass);
    },
    dispose() {
      surface.dispose();
      geometry.dispose();
    },
  };
}

/** The sea beyond the balustrade, in the light of the same sky. */
export function createSea(): { mesh: Mesh; update(timeS: number): void; dispose(): void } {
  const material = new ShaderMaterial({
    uniforms: { uTime: { value: 0 } },
    vertexShader: /* glsl */ `
      varying vec3 vWorld;
      void main() {
        vec4 world = modelMatrix * vec4(position, 1.0);
        vWorld = world.xyz;
        gl_Position = projectionMatrix * viewMatrix * world;
      }`,
    fragmentShader: /* glsl */ `
      uniform float uTime;
      varying vec3 vWorld;
      ${SKY_GLSL}
      void main() {
        vec3 toEye = cameraPosition - vWorld;
        float distance = length(toEye);
        toEye /= distance;
        vec2 p = vWorld.xz * 0.09;
        float chop = skyNoise(p * vec2(1.0, 2.6) + uTime * 0.10) + 0.5 * skyNoise(p * vec2(3.1, 5.0) - uTime * 0.16) - 0.75;
        chop *= exp(-distance / 260.0);
        vec3 normal = normalize(vec3(chop * 0.20, 1.0, chop * 0.34));
        vec3 away = reflect(-toEye, normal);
        away.y = abs(away.y) + 0.02;
        float fresnel = 0.04 + 0.96 * pow(1.0 - max(dot(toEye, normal), 0.0), 5.0);
        vec3 colour = mix(vec3(0.012, 0.024, 0.045), skyColour(away), clamp(fresnel, 0.1, 0.92));
        // The far line melts into the air above it.
        colour = mix(colour, skyColour(normalize(vec3(-toEye.x, 0.012, -toEye.z))), smoothstep(150.0, 900.0, distance) * 0.85);
        gl_FragColor = vec4(colour, 1.0);
        #include <tonemapping_fragment>
        #include <colorspace_fragment>
      }`,
  });
  const mesh = new Mesh(new PlaneGeometry(3000, 3000), material);
  mesh.rotation.x = -Math.PI / 2;
  mesh.position.y = -9;
  mesh.name = 'sea';
  return {
    mesh,
    update(timeS) {
      material.uniforms.uTime.value = timeS;
    },
    dispose() {
      mesh.geometry.dispose();
      material.dispose();
    },
  };
}
