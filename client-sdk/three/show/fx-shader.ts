// CONTRIBUTOR NOTES
// Every particle is a function of its seed and of stage time: nothing is simulated, so all guests see the same petal in the
// same place, a seek shows the right picture at once, and an effect costs one draw call and no JS.

/** Effects by number, as the shader knows them. */
export const FX_KINDS = ['petals', 'confetti', 'sparks', 'snow', 'bubbles', 'smoke', 'fireworks'] as const;
export type FxKind = (typeof FX_KINDS)[number];

export const FX_VERTEX = /* glsl */ `
  attribute vec4 seed;
  uniform int uKind;
  uniform float uTimeS;
  uniform float uLastS;
  uniform vec3 uOrigin;
  varying vec2 vAt;
  varying float vShade;
  varying vec3 vTint;
  varying float vAlpha;

  vec3 hue(float h) { return clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0); }
  mat3 turned(vec3 a, float t) {
    float c = cos(t), s = sin(t), k = 1.0 - c;
    return mat3(a.x*a.x*k + c, a.y*a.x*k + a.z*s, a.z*a.x*k - a.y*s, a.x*a.y*k - a.z*s, a.y*a.y*k + c, a.z*a.y*k + a.x*s,
      a.x*a.z*k + a.y*s, a.y*a.z*k - a.x*s, a.z*a.z*k + c);
  }
  // A particle of life L is born again and again; age and the number of its life.
  vec2 lifeOf(float life) {
    float t = uTimeS + life * (seed.w - 1.0);
    float turn = floor(t / life);
    return vec2(t - turn * life, turn);
  }

  void main() {
    vec4 r = seed;
    float life = 1.0, size = 0.05;
    vec2 age;
    vec3 at = uOrigin, normal = normalize(seed.xyz - 0.5 + 1e-3);
    bool flat_ = false;
    vAlpha = 1.0;
    vShade = 1.0;
    if (uKind == 0) {
      life = 9.0; age = lifeOf(life);
      r = fract(seed + age.y * vec4(0.37, 0.61, 0.17, 0.0));
      float angle = r.x * 6.2832, reach = sqrt(r.y) * 5.2;
      at += vec3(cos(angle) * reach, 6.2 - age.x * (0.62 + 0.2 * r.z), sin(angle) * reach);
      at.xz += 0.45 * vec2(sin(age.x * (1.1 + r.z) + r.x * 20.0), cos(age.x * (0.9 + r.x) + r.y * 20.0));
      size = 0.05 + 0.035 * r.z; flat_ = true;
      vTint = mix(vec3(0.8, 0.09, 0.26), vec3(1.0, 0.5, 0.6), r.z);
    } else if (uKind == 1) {
      life = 6.0; age = lifeOf(life);
      r = fract(seed + age.y * vec4(0.37, 0.61, 0.17, 0.0));
      float angle = r.x * 6.2832, reach = sqrt(r.y) * 6.5;
      at += vec3(cos(angle) * reach, 7.0 - age.x * (1.15 + 0.5 * r.z), sin(angle) * reach);
      at.xz += 0.22 * vec2(sin(age.x * 3.0 + r.x * 30.0), cos(age.x * 2.7 + r.y * 30.0));
      size = 0.045; flat_ = true;
      vTint = mix(vec3(1.0), hue(r.z), 0.85) * 0.9;
    } else if (uKind == 2) {
      life = 1.1; age = lifeOf(life);
      r = fract(seed + age.y * vec4(0.37, 0.61, 0.17, 0.0));
      float angle = r.x * 6.2832;
      vec3 speed = vec3(cos(angle) * 1.1 * r.y, 4.2 + 1.6 * r.z, sin(angle) * 1.1 * r.y);
      at += speed * age.x - vec3(0.0, 4.9 * age.x * age.x, 0.0);
      size = 0.022 * (1.0 - age.x / life) + 0.006;
      vTint = mix(vec3(1.0, 0.85, 0.5), vec3(1.0, 0.35, 0.08), age.x / life) * 5.0;
    } else if (uKind == 3) {
      life = 12.0; age = lifeOf(life);
      r = fract(seed + age.y * vec4(0.37, 0.61, 0.17, 0.0));
      at += vec3((r.x - 0.5) * 22.0, 7.5 - age.x * (0.6 + 0.3 * r.z), (r.y - 0.5) * 22.0);
      at.xz += 0.3 * vec2(sin(age.x + r.x * 20.0), cos(age.x * 0.8 + r.y * 20.0));
      size = 0.022 + 0.014 * r.z; vTint = vec3(0.9, 0.95, 1.0);
    } else if (uKind == 4) {
      life = 7.0; age = lifeOf(life);
      r = fract(seed + age.y * vec4(0.37, 0.61, 0.17, 0.0));
      float angle = r.x * 6.2832, reach = sqrt(r.y) * 4.0;
      at += vec3(cos(angle) * reach, 0.1 + age.x * (0.5 + 0.3 * r.z), sin(angle) * reach);
      at.xz += 0.2 * vec2(sin(age.x * 1.7 + r.x * 20.0), cos(age.x * 1.3 + r.y * 20.0));
      size = 0.05 + 0.07 * r.z; vTint = mix(vec3(0.5, 0.8, 1.0), vec3(1.0, 0.6, 0.9), r.x);
    } else if (uKind == 5) {
      life = 8.0; age = lifeOf(life);
      r = fract(seed + age.y * vec4(0.37, 0.61, 0.17, 0.0));
      float angle = r.x * 6.2832, reach = sqrt(r.y) * 3.6 + age.x * 0.3;
      at += vec3(cos(angle) * reach, 0.25 + age.x * 0.06 + 0.3 * r.z, sin(angle) * reach);
      size = 0.9 + age.x * 0.16; vTint = vec3(0.62, 0.66, 0.74); vAlpha = 0.1;
    } else {
      life = 2.6; age = lifeOf(life);
      // Particles of one rocket are born together and fly apart from one point.
      float rocket = floor(seed.w * 6.0);
      float t = uTimeS + life * (rocket / 6.0 - 1.0);
      age.y = floor(t / life); age.x = t - age.y * life;
      vec2 w = fract(vec2(rocket * 0.37 + age.y * 0.61, rocket * 0.71 + age.y * 0.23));
      float z = seed.x * 2.0 - 1.0, a = seed.y * 6.2832;
      vec3 way = vec3(sqrt(1.0 - z*z) * cos(a), z, sqrt(1.0 - z*z) * sin(a)) * (0.75 + 0.25 * seed.z);
      at += vec3((w.x - 0.5) * 9.0, (w.y - 0.3) * 3.0, 0.0) + way * 3.2 * (1.0 - exp(-age.x * 1.6));
      at.y -= 0.5 * age.x * age.x;
      size = 0.055 * (1.0 - age.x / life) + 0.01;
      vTint = mix(vec3(1.0, 0.9, 0.7), hue(fract(w.x * 3.7 + 0.05)) + 0.25, min(1.0, age.x * 2.0)) * 4.0 * (1.0 - age.x / life);
    }
    float born = uTimeS - age.x;
    bool lives = born >= -0.001 && born <= uLastS && at.y > 0.02;
    float ends = min(1.0, age.x / (life * 0.08)) * min(1.0, (life - age.x) / (life * 0.15));
    vAlpha *= ends;
    vec4 seen;
    if (flat_) {
      mat3 turn = turned(normal, age.x * (1.6 + 2.4 * r.z) + r.x * 6.0);
      vec3 face = turn * vec3(0.0, 0.0, 1.0);
      vShade = 0.45 + 0.55 * abs(face.y * 0.6 + face.z * 0.7);
      seen = modelViewMatrix * vec4(at + turn * vec3(position.xy * size, 0.0), 1.0);
    } else {
      seen = modelViewMatrix * vec4(at, 1.0);
      seen.xy += position.xy * size;
    }
    vAt = position.xy;
    gl_Position = lives ? projectionMatrix * seen : vec4(2.0, 2.0, 2.0, 1.0);
  }
`;

export const FX_FRAGMENT = /* glsl */ `
  uniform int uKind;
  uniform vec3 uLight;
  varying vec2 vAt;
  varying float vShade;
  varying vec3 vTint;
  varying float vAlpha;
  void main() {
    float d = length(vAt);
    float alpha = 1.0;
    vec3 colour = vTint;
    if (uKind == 0) {
      // A petal: round at one end, a point at the other.
      float edge = length(vec2(vAt.x * (1.5 + 0.7 * vAt.y), vAt.y)) - 0.92;
      if (edge > 0.0) discard;
      colour *= (0.75 + 0.25 * vAt.y) * vShade * uLight;
    } else if (uKind == 1) {
      if (abs(vAt.x) > 0.62) discard;
      colour *= vShade * uLight;
    } else if (uKind == 4) {
      alpha = smoothstep(0.72, 0.95, d) * (1.0 - smoothstep(0.95, 1.0, d)) * 0.7 + 0.05;
      alpha += 0.8 * smoothstep(0.24, 0.1, length(vAt - vec2(-0.4, 0.45)));
      if (d > 1.0) discard;
    } else {
      alpha = exp(-d * d * 3.2) * (1.0 - smoothstep(0.8, 1.0, d));
      if (uKind == 3 || uKind == 5) colour *= uLight;
    }
    gl_FragColor = vec4(colour, alpha * vAlpha);
    #include <tonemapping_fragment>
    #include <colorspace_fragment>
  }
`;
