import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { betasOf, checkVrm, readBodyModel, readGlbJson, shapeBody, statureOf } from '@troupe/avatars/body';
import { HUMAN_JOINTS } from '@troupe/avatars/skeleton';
import { validateBytes } from 'gltf-validator';
import { describe, expect, test } from 'vitest';

const BODIES = fileURLToPath(new URL('../../assets/bodies', import.meta.url));
const MODEL = fileURLToPath(new URL('../../assets/models/body', import.meta.url));
const ids = readdirSync(BODIES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe('the bodies of the stage', () => {
  test('Tilda and at least twelve others, each with its recipe', () => {
    const cast = JSON.parse(readFileSync(join(BODIES, 'cast.json'), 'utf8'));
    expect(ids).toContain('tilda');
    expect(ids.length).toBeGreaterThanOrEqual(13);
    expect(cast.people.map((person: { id: string }) => person.id).sort()).toEqual([...ids].sort());
  });

  test.each(ids)('%s: valid glTF and VRM 1.0, within its budget', async (id) => {
    const vrm = readFileSync(join(BODIES, id, `${id}.vrm`));
    const report = await validateBytes(new Uint8Array(vrm), { maxIssues: 100 });
    expect(report.issues.messages.filter((m) => m.severity === 0)).toEqual([]);
    expect(checkVrm(vrm)).toEqual([]);
    expect(vrm.length).toBeLessThan(4_000_000);
  });

  test.each(ids)(
    '%s: three levels of detail of about 27 k, 13 k and 1.6 k triangles on the 52 joints',
    async (id) => {
      const body = JSON.parse(readFileSync(join(BODIES, id, 'body.json'), 'utf8'));
      expect(body.restOffsets).toHaveLength(HUMAN_JOINTS.length * 3);
      for (const [i, most] of [28_000, 13_500, 1_700].entries()) {
        const file = join(BODIES, id, `lod${i}.glb`);
        const bytes = readFileSync(file);
        const report = await validateBytes(new Uint8Array(bytes), { maxIssues: 20 });
        expect(report.issues.numErrors).toBe(0);
        expect(body.triangles.lods[i]).toBeLessThan(most);
        expect(body.triangles.lods[i]).toBeGreaterThan(most * 0.5);
        const json = readGlbJson(bytes) as {
          nodes: { name: string }[];
          skins: { joints: number[] }[];
          materials: unknown[];
        };
        expect(json.skins[0].joints.map((joint) => json.nodes[joint].name).sort()).toEqual(
          [...HUMAN_JOINTS].sort(),
        );
        expect(json.materials).toHaveLength(1);
      }
    },
  );

  test('they differ: stature, build and looks', () => {
    const heights = ids.map((id) => JSON.parse(readFileSync(join(BODIES, id, 'body.json'), 'utf8')).heightM);
    expect(Math.max(...heights) - Math.min(...heights)).toBeGreaterThan(0.25);
    expect(new Set(heights.map((h) => h.toFixed(3))).size).toBe(ids.length);
  });

  test('a broken VRM is told what is wrong with it', () => {
    const bytes = new Uint8Array(readFileSync(join(BODIES, 'tilda', 'tilda.vrm')));
    expect(() => readGlbJson(bytes.subarray(0, 100))).toThrow(/cut short/);
    expect(() => readGlbJson(new Uint8Array(64))).toThrow(/not a binary glTF/);
    expect(checkVrm(readFileSync(join(BODIES, 'tilda', 'lod0.glb')))).toEqual([
      'there is no VRMC_vrm extension',
    ]);
  });
});

describe('the statistical body model', () => {
  const model = readBodyModel(MODEL);

  test('is one artefact of at most 4 MB with a model card, at least 32 components, under 1 mm held out', () => {
    expect(statSync(join(MODEL, 'body-model.bin')).size).toBeLessThan(4_000_000);
    expect(existsSync(join(MODEL, 'MODEL_CARD.md'))).toBe(true);
    expect(model.manifest.components).toBeGreaterThanOrEqual(32);
    expect(model.manifest.heldOut['32'].meanMm).toBeLessThan(1);
    for (const name of HUMAN_JOINTS) expect(model.manifest.bones).toContain(name);
  });

  test('follows stature and sex, and the mean is a plausible adult', () => {
    const average = {
      sex: 0.5,
      age: 0.3,
      heightM: 1.68,
      muscle: 0.5,
      weight: 0.5,
      proportions: 0.6,
      cup: 0.5,
    };
    for (const heightM of [1.55, 1.68, 1.85]) {
      const body = shapeBody(model, betasOf(model, { ...average, heightM }));
      expect(Math.abs(statureOf(body) - heightM)).toBeLessThan(0.01);
    }
    const width = (sex: number) => {
      const { joints } = shapeBody(model, betasOf(model, { ...average, sex }));
      const at = (name: string) => model.manifest.bones.indexOf(name) * 3;
      return joints[at('leftUpperArm')] - joints[at('rightUpperArm')];
    };
    expect(width(1)).toBeGreaterThan(width(0) + 0.01);
  });
});
