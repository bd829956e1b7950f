import { BackSide, Mesh, Scene, ShaderMaterial, SphereGeometry } from 'three';

const VERTEX = /* glsl */ `
  varying vec3 vDirection;
  void main() {
    vDirection = normalize(position);
    gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
  }
`;

/** Dark above, warm where the sconces wash the walls, blue through the windows in the east, oak below. */
const FRAGMENT = /* glsl */ `
  varying vec3 vDirection;
  void main() {
    vec3 d = normalize(vDirection);
    vec3 wall = mix(vec3(0.07, 0.055, 0.045), vec3(0.20, 0.125, 0.07), exp(-pow((d.y - 0.16) * 4.0, 2.0)));
    vec3 glow = mix(wall, vec3(0.012, 0.012, 0.016), smoothstep(0.35, 0.8, d.y));
    glow = mix(glow, vec3(0.085, 0.05, 0.028), smoothstep(-0.05, -0.4, d.y));
    float east = smoothstep(0.72, 0.95, d.x / max(1e-4, length(d.xz)));
    glow += vec3(0.10, 0.17, 0.34) * east * smoothstep(-0.02, 0.1, d.y) * smoothstep(0.75, 0.4, d.y);
    // Lamps on their bars, from the side of the audience.
    float lamps = smoothstep(0.35, 0.55, d.y) * smoothstep(0.85, 0.65, d.y) * smoothstep(0.2, 0.8, d.z);
    glow += vec3(0.55, 0.36, 0.19) * lamps;
    gl_FragColor = vec4(glow, 1.0);
  }
`;

/** A scene with nothing but what glows in a hall: what PMREM turns into the environment map. */
export function createHallGlow(): Scene {
  const scene = new Scene();
  const material = new ShaderMaterial({
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    side: BackSide,
    depthWrite: false,
    toneMapped: false,
  });
  scene.add(new Mesh(new SphereGeometry(10, 32, 16), material));
  return scene;
}
