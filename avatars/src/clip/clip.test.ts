import { describe, expect, test } from 'vitest';
import { forwardKinematics } from '../skeleton/forward-kinematics.ts';
import { JOINT_COUNT, JOINT_INDEX } from '../skeleton/human-joints.ts';
import { writeBvh } from './bvh-write.ts';
import { CLIP_FRAME_VALUES, type Clip } from './clip.ts';
import { ClipError, type ClipFault } from './clip-error.ts';
import { tinyBvh, waveClip } from './clip-fixtures.ts';
import { writeClipJson } from './clip-json.ts';
import { footContacts, skateCmPerS } from './foot-contacts.ts';
import { type ReadClipOptions, readClip, refuseLarge } from './read-clip.ts';
import { resampleClip } from './resample.ts';
import { retargetClip } from './retarget.ts';
import { writeVrma } from './vrma-write.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string, options?: ReadClipOptions): Clip => readClip(encode(text), 'x.bvh', options);

/** World places of all joints in a frame, 52 x 3. */
function places(clip: Clip, frame: number): Float64Array {
  const out = new Float64Array(JOINT_COUNT * 3);
  forwardKinematics(
    out,
    new Float64Array(JOINT_COUNT * 4),
    clip.hips,
    frame * 3,
    clip.joints,
    frame * CLIP_FRAME_VALUES,
    clip.rig.restOffsets,
  );
  return out;
}

function worstGapCm(a: Clip, b: Clip, joints = JOINT_COUNT): number {
  expect(b.frames).toBe(a.frames);
  let worst = 0;
  for (let frame = 0; frame < a.frames; frame++) {
    const [p, q] = [places(a, frame), places(b, frame)];
    for (let j = 0; j < joints; j++)
      worst = Math.max(
        worst,
        Math.hypot(p[j * 3] - q[j * 3], p[j * 3 + 1] - q[j * 3 + 1], p[j * 3 + 2] - q[j * 3 + 2]) * 100,
      );
  }
  return worst;
}

function faultOf(work: () => unknown): ClipError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(ClipError);
    return error as ClipError;
  }
  throw new Error('nothing was refused');
}

describe('there and back', () => {
  test('a clip through BVH in centimetres keeps every joint within 0.5 cm', () => {
    const clip = waveClip();
    const back = read(writeBvh(clip));
    expect(back.origin).toMatchObject({ unit: 'cm', up: 'y', rest: 'tPose' });
    expect(worstGapCm(clip, back)).toBeLessThan(0.05);
  });
  test('a clip through VRMA keeps every joint, the face and the gaze', () => {
    const clip = waveClip();
    const back = readClip(writeVrma(clip), 'x.vrma');
    expect(worstGapCm(clip, back)).toBeLessThan(0.05);
    expect(back.fps).toBe(clip.fps);
    expect(back.expressions[0]).toMatchObject({ name: 'happy', preset: true });
    back.expressions[0].weights.forEach((weight, i) => {
      expect(weight).toBeCloseTo(clip.expressions[0].weights[i], 5);
    });
    back.gaze!.forEach((angle, i) => {
      expect(angle).toBeCloseTo(clip.gaze![i], 4);
    });
  });
  test('a clip through its JSON is the same to the bit', () => {
    const clip = waveClip();
    const back = readClip(encode(writeClipJson(clip)), 'x.clip.json');
    expect(back.joints).toEqual(clip.joints);
    expect(back.hips).toEqual(clip.hips);
  });
});

describe('rigs of other tools', () => {
  test.each([
    ['metres', 1, 'm'],
    ['centimetres', 100, 'cm'],
    ['millimetres', 1000, 'mm'],
    ['inches', 1 / 0.0254, 'inch'],
  ])('%s are told from the size of the person', (_, scale, unit) => {
    const clip = read(tinyBvh({ scale }));
    expect(clip.origin.unit).toBe(unit);
    expect(clip.rig.legLengthM).toBeCloseTo(0.83, 3);
  });
  test.each([
    ['Mixamo', (n: string) => `mixamorig:${n}`],
    [
      'Biped-like',
      (n: string) =>
        n.replace(
          /^(Left|Right)(.*)/,
          (_, s, p) =>
            `Bip01 ${s[0]} ${{ UpLeg: 'Thigh', Leg: 'Calf', Foot: 'Foot', ToeBase: 'Toe0', Shoulder: 'Clavicle', Arm: 'UpperArm', ForeArm: 'Forearm', Hand: 'Hand' }[p as string]}`,
        ),
    ],
    [
      'Blender',
      (n: string) =>
        n.replace(
          /^(Left|Right)(.*)/,
          (_, s, p) =>
            `${{ UpLeg: 'thigh', Leg: 'shin', Foot: 'foot', ToeBase: 'toe', Shoulder: 'shoulder', Arm: 'upper_arm', ForeArm: 'forearm', Hand: 'hand' }[p as string]}.${s[0]}`,
        ),
    ],
    [
      '100STYLE',
      (n: string) =>
        n.replace(
          /^(Left|Right)(.*)/,
          (_, s, p) =>
            s +
            {
              UpLeg: 'Hip',
              Leg: 'Knee',
              Foot: 'Ankle',
              ToeBase: 'Toe',
              Shoulder: 'Collar',
              Arm: 'Shoulder',
              ForeArm: 'Elbow',
              Hand: 'Wrist',
            }[p as string],
        ),
    ],
  ])('names of %s give the same clip', (_, rename) => {
    const plain = read(tinyBvh());
    const named = read(tinyBvh({ rename }));
    expect(named.joints).toEqual(plain.joints);
  });
  test('a Z-up file stands upright', () => {
    const text = tinyBvh().replace(
      /OFFSET (\S+) (\S+) (\S+)/g,
      (_, x, y, z) => `OFFSET ${x} ${-Number(z)} ${y}`,
    );
    const clip = read(
      text.replace('CHANNELS 6 Xposition Yposition Zposition', 'CHANNELS 6 Xposition Zposition Yposition'),
    );
    expect(clip.origin.up).toBe('z');
    const p = places(clip, 0);
    expect(p[JOINT_INDEX.head * 3 + 1]).toBeGreaterThan(1.2);
  });
  test('an arm that rests hanging is still a straight arm where the file has it', () => {
    const still = (frames: number): string => tinyBvh({ frames, row: () => new Array(66).fill(0) });
    const hanging = still(3)
      .replaceAll('OFFSET 0.28 0 0', 'OFFSET 0 -0.28 0')
      .replaceAll('OFFSET 0.25 0 0', 'OFFSET 0 -0.25 0');
    const clip = read(
      hanging
        .replaceAll('OFFSET -0.28 0 0', 'OFFSET 0 -0.28 0')
        .replaceAll('OFFSET -0.25 0 0', 'OFFSET 0 -0.25 0'),
    );
    expect(clip.origin.rest).toBe('turned');
    expect(clip.rig.restOffsets[JOINT_INDEX.leftHand * 3]).toBeCloseTo(0.25, 5);
    const p = places(clip, 0);
    expect(p[JOINT_INDEX.leftHand * 3 + 1]).toBeCloseTo(p[JOINT_INDEX.leftUpperArm * 3 + 1] - 0.53, 4);
  });
});

describe('on another body', () => {
  const body = {
    id: 'small',
    hipsHeightM: 0.7,
    legLengthM: 0.6,
    restOffsets: Array.from(waveClip().rig.restOffsets, (x) => x * 0.72),
  };
  test('limbs point as they did and heights scale with the legs', () => {
    const clip = read(tinyBvh({ frames: 30 }));
    const worn = retargetClip(clip, body, { lockFeet: false });
    const [a, b] = [places(clip, 9), places(worn, 9)];
    const bone = (p: Float64Array, i: number, j: number): number[] =>
      [0, 1, 2].map((k) => p[j * 3 + k] - p[i * 3 + k]);
    for (const [i, j] of [
      ['leftUpperLeg', 'leftLowerLeg'],
      ['rightLowerArm', 'rightHand'],
    ] as const) {
      const [u, v] = [bone(a, JOINT_INDEX[i], JOINT_INDEX[j]), bone(b, JOINT_INDEX[i], JOINT_INDEX[j])];
      const cosine = u.reduce((sum, x, k) => sum + x * v[k], 0) / Math.hypot(...u) / Math.hypot(...v);
      expect(cosine).toBeGreaterThan(0.99999);
    }
  });
  test('planted feet stay planted', () => {
    const sway = read(
      tinyBvh({
        frames: 60,
        row: (frame) => [0.02 * Math.sin(frame / 8), 0.96, 0, ...new Array(63).fill(0)],
      }),
    );
    const worn = retargetClip(sway, body);
    const contacts = footContacts(worn);
    expect(contacts.filter((bits) => bits === 3).length).toBeGreaterThan(50);
    expect(skateCmPerS(worn, contacts)).toBeLessThan(0.3);
  });
  test('20 rows a second pass through the frames that fall on them', () => {
    const clip = waveClip(61, 60);
    const rows = resampleClip(clip);
    expect(rows.frames).toBe(21);
    expect(rows.hips[3 * 5]).toBeCloseTo(clip.hips[3 * 15], 6);
  });
});

describe('bad files are refused by name, place and cure', () => {
  const good = tinyBvh({ frames: 20 });
  const lines = good.split('\n');
  const head = lines.findIndex((line) => line.startsWith('Frame Time')) + 1;
  const badRow = (row: number, column: number, word: string): string => {
    const words = lines[head + row].split(' ');
    words[column] = word;
    return lines.with(head + row, words.join(' ')).join('\n');
  };
  test.each<[string, string, ClipFault, RegExp]>([
    [
      'other joint names',
      tinyBvh({ rename: (n) => (n === 'LeftLeg' ? 'Quux' : n) }),
      'missingJoint',
      /joint leftLowerLeg.*Quux.*[Rr]ename/,
    ],
    ['one frame', tinyBvh({ frames: 1 }), 'tooShort', /frame 0.*--pose/],
    [
      'NaN',
      badRow(17, 9, 'nan'),
      'notANumber',
      /x\.bvh: joint LeftLeg, frame 17: rotation is not a usable number \(nan\)/,
    ],
    ['infinity', badRow(3, 0, '1e999'), 'notANumber', /joint Hips, frame 3: position/],
    ['cut', lines.slice(0, head + 5).join('\n'), 'truncated', /frame 5.*Frames: 5/],
    ['cut in the hierarchy', lines.slice(0, 20).join('\n'), 'truncated', /HIERARCHY/],
    [
      'a bone without length',
      good.replaceAll('OFFSET 0 -0.41 0', 'OFFSET 0 0 0'),
      'zeroBone',
      /joint LeftFoot/,
    ],
    ['two joints of one name', good.replace('RightFoot', 'LeftFoot'), 'duplicateJoint', /joint LeftFoot/],
    ['absurd frame time', good.replace('0.033333', '0'), 'frameTime', /0\.033333/],
    ['a frame time of hours', good.replace('0.033333', '5000'), 'frameTime', /Frame Time/],
    ['a million channels', good.replace('CHANNELS 3', 'CHANNELS 1000000'), 'channels', /1000000/],
    [
      'a million joints',
      `HIERARCHY\nROOT a\n{\n${Array.from({ length: 1100 }, (_, i) => `JOINT j${i}\n{\nOFFSET 0 0 0\n}`).join('\n')}\n}\nMOTION`,
      'outOfRange',
      /1024 joints/,
    ],
    [
      'endless nesting',
      `HIERARCHY\nROOT a\n{\n${Array.from({ length: 400 }, (_, i) => `JOINT j${i}\n{`).join('\n')}`,
      'outOfRange',
      /nest/,
    ],
    ['a billion frames', good.replace('Frames: 20', 'Frames: 1000000000'), 'tooLarge', /cut the take/],
    ['no frames', good.replace('Frames: 20', 'Frames: x'), 'frameCount', /whole number/],
    ['no clip at all', 'hello', 'notAClip', /BVH, VRMA, glTF/],
    ['no thigh', good.replaceAll('LeftUpLeg', 'Aa'), 'missingJoint', /leftUpperLeg/],
  ])('%s', (_, text, code, message) => {
    const fault = faultOf(() => read(text));
    expect(fault.message).toMatch(message);
    expect(fault.code).toBe(code);
    expect(fault.file).toBe('x.bvh');
  });
  test('one frame is read as a still when asked for', () => {
    expect(read(tinyBvh({ frames: 1 }), { pose: true }).frames).toBe(2);
  });
  test('2 GB are refused by their size', () => {
    expect(faultOf(() => refuseLarge(2e9, 'x.bvh')).message).toMatch(/2000 MB are more than 256 MB/);
  });

  const vrma = writeVrma(waveClip(8));
  const withJson = (change: (json: Record<string, never>) => void): Uint8Array => {
    const length = new DataView(vrma.buffer).getUint32(12, true);
    const json = JSON.parse(new TextDecoder().decode(vrma.subarray(20, 20 + length)));
    change(json);
    const text = encode(
      JSON.stringify({
        ...json,
        buffers: [
          {
            ...json.buffers[0],
            uri: `data:application/octet-stream;base64,${btoa(String.fromCharCode(...vrma.subarray(28 + length)))}`,
          },
        ],
      }),
    );
    return text;
  };
  // biome-ignore lint/suspicious/noExplicitAny: the documents are broken on purpose
  test.each<[string, (json: any) => void, ClipFault, RegExp]>([
    [
      'cyclic nodes',
      (j) => {
        j.nodes[12].children = [0];
      },
      'cycle',
      /hangs on itself|two parents/,
    ],
    ['a node of two parents', (j) => j.nodes[1].children.push(2), 'cycle', /two parents/],
    [
      'an accessor out of range',
      (j) => {
        j.accessors[3].count = 1e6;
      },
      'accessor',
      /beyond its data|count/,
    ],
    [
      'an accessor that is not there',
      (j) => {
        j.animations[0].samplers[2].output = 9999;
      },
      'accessor',
      /9999/,
    ],
    [
      'missing hips',
      (j) => {
        delete j.extensions.VRMC_vrm_animation.humanoid.humanBones.hips;
      },
      'missingJoint',
      /joint hips/,
    ],
    [
      'two bones on one node',
      (j) => {
        j.extensions.VRMC_vrm_animation.humanoid.humanBones.spine.node = 0;
      },
      'duplicateJoint',
      /joint spine/,
    ],
    [
      'data elsewhere',
      (j) => {
        j.bufferViews[0].buffer = 3;
      },
      'accessor',
      /buffer/,
    ],
    [
      'no animation',
      (j) => {
        j.animations = [];
      },
      'take',
      /no animation/,
    ],
    [
      'two animations',
      (j) => {
        j.animations.push({ ...j.animations[0], name: 'b' });
      },
      'take',
      /--take.*wave, b/,
    ],
  ])('glTF: %s', (_, change, code, message) => {
    const fault = faultOf(() => readClip(withJson(change), 'x.gltf'));
    expect(fault.message).toMatch(message);
    expect(fault.code).toBe(code);
  });
  test('NaN in a VRMA names the joint and the key', () => {
    const bytes = vrma.slice();
    new DataView(bytes.buffer).setFloat32(bytes.length - 8 * 16 * 3, Number.NaN, true);
    const fault = faultOf(() => readClip(bytes, 'x.vrma'));
    expect(fault.code).toBe('notANumber');
    expect(fault.joint).toBeDefined();
    expect(fault.frame).toBeDefined();
  });
});
