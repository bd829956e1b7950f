import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SCORE_SCHEMA } from '@troupe/client-sdk/protocol';
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
    for (const file of readdirSync(`${FOLDER}/music`)) {
      const score = SCORE_SCHEMA.parse(JSON.parse(readFileSync(`${FOLDER}/music/${file}`, 'utf8')));
      const beats = score.bars * score.meter;
      for (const { notes } of score.tracks)
        for (const [beat, length] of notes) expect(beat + length, file).toBeLessThanOrEqual(beats);
    }
  });
});
