import { BackSide, Mesh, Scene, ShaderMaterial, SphereGeometry, Vector3 } from 'three';

/** Where the sun went down: north-west, low behind the colonnade's end. */
export const AFTERGLOW = new Vector3(-0.66, 0, -0.75).normalize();

/**
 * The sky of the blue hour as a function of direction, in scene-linear light. One function paints the dome, the sea,
 * the pool and the environment map, so that all tell the same hour.
 */
export const SKY_GLSL = /* glsl */ `
  float skyHash(vec2 p) { return fract(sin(dot(p, vec2(127.1, 311.7))) * 43758.5453); }
  float skyNoise(vec2 p) {
    vec2 i = floor(p), f = fract(p);
    f = f * f * (3.0 - 2.0 * f);
    return mix(mix(skyHash(i), skyHash(i + vec2(1, 0)), f.x), mix(skyHash(i + vec2(0, 1)), skyHash(i + vec2(1, 1)), f.x), f.y);
  }
  vec3 skyColour(vec3 d) {
    float alt = max(d.y, 0.0);
    vec2 flat2 = normalize(d.xz + vec2(1e-5));
    float west = 0.5 + 0.5 * dot(flat2, vec2(${AFTERGLOW.x.toFixed(4)}, ${AFTERGLOW.z.toFixed(4)}));
    vec3 zenith = vec3(0.0045, 0.014, 0.056);
    vec3 middle = vec3(0.016, 0.045, 0.145);
    vec3 low = mix(vec3(0.026, 0.056, 0.140), vec3(0.046, 0.076, 0.165), pow(west, 1.8));
    vec3 sky = mix(low, middle, smoothstep(0.0, 0.22, alt));
    sky = mix(sky, zenith, smoothstep(0.12, 0.85, alt));
    sky += vec3(1.15, 0.44, 0.17) * pow(west, 8.0) * exp(-alt * 19.0) * 0.55;
    sky += vec3(0.70, 0.30, 0.22) * pow(west, 4.6) * exp(-alt * 9.0) * 0.085;
    return sky;
  }
  vec3 skyClouds(vec3 d, vec3 sky) {
    if (d.y < 0.015) return sky;
    vec2 p = d.xz / (d.y + 0.16);
    float n = skyNoise(p * vec2(1.1, 2.3)) * 0.5 + skyNoise(p * vec2(2.7, 5.9) + 7.0) * 0.3 + skyNoise(p * vec2(6.3, 13.0)) * 0.2;
    float veil = smoothstep(0.5, 0.82, n) * smoothstep(0.015, 0.12, d.y) * (1.0 - smoothstep(0.3, 0.75, d.y));
    vec2 flat2 = normalize(d.xz);
    float west = 0.5 + 0.5 * dot(flat2, vec2(${AFTERGLOW.x.toFixed(4)}, ${AFTERGLOW.z.toFixed(4)}));
    vec3 lit = mix(vec3(0.035, 0.055, 0.125), vec3(0.20, 0.12, 0.14), pow(west, 3.6) * exp(-d.y * 3.0));
    return mix(sky, lit, veil * 0.55);
  }
`;

const VERTEX = /* glsl */ `
  varying vec3 vDirection;
  void main() {
    vDirection = normalize(position);
    vec4 clip = projectionMatrix * mat4(mat3(modelViewMatrix)) * vec4(position, 1.0);
    gl_Position = clip.xyww;
  }
`;

const FRAGMENT = /* glsl */ `
  varying vec3 vDirection;
  ${SKY_GLSL}
  void main() {
    vec3 d = normalize(vDirection);
    vec3 sky = skyClouds(d, skyColour(d));
    // Stars: few, steady, only where the night already is.
    vec2 grid = d.xz / (abs(d.y) + 0.35) * 46.0;
    float star = step(0.9935, skyHash(floor(grid))) * smoothstep(0.33, 0.05, length(fract(grid) - 0.5));
    sky += vec3(0.75, 0.8, 1.0) * star * smoothstep(0.25, 0.7, d.y) * 0.5;
    // Below the horizon: what the ground throws back, so that the environment map has a floor.
    sky = mix(sky, vec3(0.022, 0.023, 0.030), smoothstep(0.0, -0.08, d.y));
    gl_FragColor = vec4(sky, 1.0);
    #include <tonemapping_fragment>
    #include <colorspace_fragment>
  }
`;

/** The dome: one draw call, always behind everything. */
export function createSky(): Mesh<SphereGeometry, ShaderMaterial> {
  const material = new ShaderMaterial({
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    side: BackSide,
    depthWrite: false,
    depthTest: true,
  });
  const dome = new Mesh(new SphereGeometry(10, 32, 16), material);
  dome.name = 'sky';
  dome.frustumCulled = false;
  dome.renderOrder = -10;
  return dome;
}

/** A scene with nothing but the sky: what PMREM turns into the environment map. */
export function createSkyScene(): Scene {
  const scene = new Scene();
  const dome = createSky();
  dome.material.toneMapped = false;
  scene.add(dome);
  return scene;
}
