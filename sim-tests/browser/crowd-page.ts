// A stage full of people whose poses come as a client gets them: messages, decoder, jitter buffer, view.
import {
  type BufferGeometry,
  DoubleSide,
  type InstancedBufferGeometry,
  type Mesh,
  type MeshStandardMaterial,
} from 'three';
import { PoseSampler } from '../../client-sdk/playback/index.ts';
import { createGround, PoseDecoder, type StageFile } from '../../client-sdk/protocol/index.ts';
import { StageView } from '../../client-sdk/three/index.ts';
import { type DecodeTimes, timeDecode } from '../tools/time-decode.ts';

/** What the test asks of the page. */
export interface CrowdProbe {
  readonly view: StageView;
  /** Puts so many people on the stage; those before leave. */
  fill(count: number, bodyIds: readonly string[]): void;
  /** Draws pictures, `stepMs` of stage time apart. */
  draw(pictures: number, stepMs: number): Promise<void>;
  /** What was drawn, counted from the scene itself. */
  count(): {
    calls: number;
    crowdCalls: number;
    heroCalls: number;
    batches: { texture: string; triangles: number; people: number }[];
    cards: number;
    posed: number;
  };
  /** One more picture at the page's full resolution, as a data URL. */
  shoot(): string;
  time(rounds: number): DecodeTimes;
}

declare global {
  interface Window {
    __crowd?: CrowdProbe;
  }
}

const TICK_MS = 50;

/** Messages of messages.bin: u32 length, bytes, and so on. */
function split(bytes: ArrayBuffer): Uint8Array[] {
  const view = new DataView(bytes);
  const messages: Uint8Array[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    const length = view.getUint32(at, true);
    messages.push(new Uint8Array(bytes, at + 4, length));
    at += 4 + length;
  }
  return messages;
}

/** Counts what the scene holds and what the renderer drew. */
function countDrawn(view: StageView): ReturnType<CrowdProbe['count']> {
  const { calls } = view.renderer.info.render;
  const batches: ReturnType<CrowdProbe['count']>['batches'] = [];
  let cards = 0;
  let heroCalls = 0;
  view.scene.traverseVisible((object) => {
    const mesh = object as Mesh<InstancedBufferGeometry, MeshStandardMaterial>;
    if (!mesh.isMesh) return;
    const { instanceCount, index } = mesh.geometry;
    if (object.name === 'crowd impostors') cards = instanceCount;
    else if (object.name === 'crowd batch') {
      const { map } = mesh.material;
      batches.push({ texture: map?.uuid ?? '', triangles: index!.count / 3, people: instanceCount });
    }
  });
  view.scene.getObjectByName('heroes')!.traverseVisible((object) => {
    const { isMesh, material } = object as Mesh<BufferGeometry, MeshStandardMaterial>;
    // What is transparent from both sides (lashes) is drawn back first, then front.
    if (isMesh) heroCalls += material.transparent && material.side === DoubleSide ? 2 : 1;
  });
  const posed = [...view.people.values()].filter((person) => person.appear > 0).length;
  return { calls, crowdCalls: view.stats.crowdCalls, heroCalls, batches, cards, posed };
}

async function open(): Promise<CrowdProbe> {
  const query = new URLSearchParams(location.search);
  const stage = (await (await fetch('/assets/stages/plaza/stage.json')).json()) as StageFile;
  const messages = split(await (await fetch('/messages.bin')).arrayBuffer());
  const canvas = document.querySelector('canvas')!;
  const view = new StageView({
    canvas,
    stage,
    assetsUrl: '/assets',
    quality: Number(query.get('quality') ?? 4),
    qualityFixed: true,
  });
  view.resize(canvas.clientWidth, canvas.clientHeight, 1);
  const ground = createGround(stage);
  let decoder = new PoseDecoder();
  let sampler = new PoseSampler();
  let stageMs = 0;
  let next = 0;
  const step = (stepMs: number): void => {
    stageMs += stepMs;
    for (; next < messages.length && next * TICK_MS <= stageMs; next++)
      decoder.decode(messages[next], {
        onBody: (body, presentAtMs) => {
          if (view.people.has(body.netId)) sampler.add(body, presentAtMs, presentAtMs + 20);
        },
      });
    for (const pose of sampler.sample(stageMs + 20)) {
      pose.hips[1] += ground.heightAt(pose.hips[0], pose.hips[2]);
      view.pose(pose, stepMs / 1000);
    }
    view.render(stepMs / 1000);
  };
  return {
    view,
    fill(count, bodyIds) {
      for (const netId of [...view.people.keys()]) view.removePerson(netId);
      decoder = new PoseDecoder();
      sampler = new PoseSampler();
      stageMs = 0;
      next = 0;
      for (let netId = 1; netId <= count; netId++)
        view.addPerson(netId, { bodyId: bodyIds[netId % bodyIds.length], name: `P${netId}`, kind: 'guest' });
    },
    async draw(pictures, stepMs) {
      for (let i = 0; i < pictures; i++) {
        await new Promise(requestAnimationFrame);
        step(stepMs);
      }
    },
    count: () => countDrawn(view),
    shoot() {
      view.renderer.setPixelRatio(1);
      step(16);
      return canvas.toDataURL('image/png');
    },
    time: (rounds) => timeDecode(messages, rounds),
  };
}

open().then((probe) => {
  window.__crowd = probe;
});
