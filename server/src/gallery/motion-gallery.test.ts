import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeReel } from '@troupe/client-sdk/protocol';
import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadBodies } from '../load-assets.ts';
import { createMotionGallery } from './motion-gallery.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

describe('the motion gallery', () => {
  const problems: string[] = [];
  const gallery = createMotionGallery({
    folder: join(ROOT, 'assets/models/motion'),
    bodies: loadBodies(ROOT),
    onProblem: (message) => problems.push(message),
  });
  const app = express();
  let url = '';
  let close: () => void;
  beforeAll(async () => {
    gallery.mount(app);
    const server = await new Promise<ReturnType<typeof app.listen>>((done) => {
      const listening = app.listen(0, '127.0.0.1', () => done(listening));
    });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/motion/gallery`;
    close = () => server.close();
  });
  afterAll(async () => {
    close();
    await gallery.close();
  });
  const reelOf = async (query: string): Promise<ReturnType<typeof decodeReel>> => {
    const response = await fetch(`${url}/reel?${query}`);
    expect(response.status).toBe(200);
    return decodeReel(new Uint8Array(await response.arrayBuffer()));
  };

  test('lists styles, actions and bodies', async () => {
    const list = await (await fetch(`${url}/list`)).json();
    expect(list.styles).toContain('neutral');
    expect(list.actions.length).toBeGreaterThan(20);
    expect(list.bodies[0]).toMatchObject({ id: 'tilda' });
  });

  test('an action is recorded with its sync points in order, and moves; the same question gives the same bytes', async () => {
    const reel = await reelOf('kind=action&name=bow&body=leo&seed=3');
    const order = reel.marks.map(({ s }) => s);
    expect(reel.marks.map(({ name }) => name)).toEqual([
      'start',
      'ready',
      'strokeStart',
      'stroke',
      'strokeEnd',
      'relax',
      'end',
    ]);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    const spineAt = (s: number): number => reel.joints[Math.round(s * reel.fps) * 208 + 4];
    expect(Math.abs(spineAt(reel.marks[3].s) - spineAt(0))).toBeGreaterThan(0.05);
    expect(reel.contacts.filter((bits) => bits !== 0).length).toBeGreaterThan(reel.frames / 2);
    for (const values of [reel.hips, reel.joints, reel.footTargets])
      expect(values.every(Number.isFinite)).toBe(true);
    const again = await reelOf('kind=action&name=bow&body=leo&seed=3');
    expect(again.joints).toEqual(reel.joints);
  });

  test('a style walks off, turns and stops', async () => {
    const reel = await reelOf('kind=style&name=neutral');
    const last = reel.frames - 1;
    expect(reel.hips[last * 3 + 2]).toBeGreaterThan(2);
    expect(reel.hips[last * 3]).toBeGreaterThan(1);
    const speed = Math.hypot(
      reel.hips[last * 3] - reel.hips[last * 3 - 3],
      reel.hips[last * 3 + 2] - reel.hips[last * 3 - 1],
    );
    expect(speed * reel.fps).toBeLessThan(0.2);
  });

  test.each([
    ['kind=action&name=fly', /no action "fly"; there are .*bow/],
    ['kind=action&name=bow&body=nobody', /no body "nobody"; there are .*tilda/],
    ['kind=verb&name=bow', /kind/],
    ['kind=action&name=bow&seed=-1', /seed/],
    ['kind=action', /name/],
    ['kind=action&name=bow&name=nod', /name/],
  ])('%s is refused in words', async (query, message) => {
    const response = await fetch(`${url}/reel?${query}`);
    expect(response.status).toBe(400);
    expect((await response.json()).error).toMatch(message);
    expect(problems).toEqual([]);
  });
});
