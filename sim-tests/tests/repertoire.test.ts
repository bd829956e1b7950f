import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseOutfit, SCORE_SCHEMA } from '@troupe/client-sdk/protocol';
import { run as renderCommand } from '@troupe/server/score-render';
import { checkShowFile, loadShowResources } from '@troupe/server/show-check';
import { playShow } from '@troupe/server/show-play';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = `${ROOT}/assets/shows`;
const resources = loadShowResources(ROOT);
const shows = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));
const PLAY_MS_MAX = 600_000;

describe('the repertoire', () => {
  test('has a hello, a runway, a tour, a class and a concert', () => {
    expect(shows.sort()).toEqual([
      'concert.yaml',
      'dance-class.yaml',
      'flowers-on-venus.yaml',
      'hello.yaml',
      'museum-tour.yaml',
    ]);
  });

  test.each(shows)('%s has nothing wrong with it, not even a warning', (file) => {
    expect(checkShowFile(`${FOLDER}/${file}`, resources).problems).toEqual([]);
  });

  test('Flowers on Venus lasts four minutes and more, on every way through it', () => {
    const { figures } = checkShowFile(`${FOLDER}/flowers-on-venus.yaml`, resources);
    expect(figures).toMatchObject({ paths: 2 });
    expect(figures!.secondsMin).toBeGreaterThan(240);
  });

  test('in Flowers on Venus six models wear her paintings, walk in formations to music, and the audience is asked twice', () => {
    const { program } = checkShowFile(`${FOLDER}/flowers-on-venus.yaml`, resources);
    const acts = program!.scenes.flatMap(({ cues }) => cues.map(({ act }) => act));
    const worn = acts.flatMap((act) =>
      act.do === 'outfit' ? act.who.map((who) => [who, act.set] as const) : [],
    );
    expect(new Set(worn.map(([who]) => who)).size).toBe(6);
    for (const [, set] of worn) expect(parseOutfit(set)?.kind).toBe('painting');
    expect(new Set(worn.map(([, set]) => set)).size).toBe(6);
    const count = (kind: string): number => acts.filter((act) => act.do === kind).length;
    expect(count('formation')).toBeGreaterThanOrEqual(3);
    for (const kind of ['music', 'ask', 'listen', 'fx', 'camera'])
      expect(count(kind), kind).toBeGreaterThan(0);
  });

  test.each(shows)(
    '%s is performed: every cue in its tick, everybody where they should be',
    async (file) => {
      const { program, stage } = checkShowFile(`${FOLDER}/${file}`, resources);
      const played = await playShow({
        root: ROOT,
        stageId: stage!,
        program: program!,
        seed: 1,
        goAfterS: 1,
        onProblem: (message) => console.error(message),
      });
      expect(played.late).toEqual([]);
      expect(played.errorP99Ticks).toBeLessThanOrEqual(1);
      expect(played.lateWalks).toEqual([]);
    },
    PLAY_MS_MAX,
  );

  test('its music is scores that can be played', () => {
    for (const file of readdirSync(`${FOLDER}/music`).filter((name) => name.endsWith('.score.json'))) {
      const score = SCORE_SCHEMA.parse(JSON.parse(readFileSync(`${FOLDER}/music/${file}`, 'utf8')));
      const beats = score.bars * score.meter;
      for (const { notes } of score.tracks)
        for (const [beat, length] of notes) expect(beat + length, file).toBeLessThanOrEqual(beats);
    }
  });

  test('the recording of the class is what its command makes, and small', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'troupe-class-'));
    const out = join(folder, 'class.flac');
    await renderCommand([`${FOLDER}/music/class.score.json`, '--out', out, '--rounds', '3']);
    const kept = readFileSync(`${FOLDER}/music/class.flac`);
    expect(kept.equals(readFileSync(out))).toBe(true);
    expect(kept.length).toBeLessThan(1_000_000);
  });
});
