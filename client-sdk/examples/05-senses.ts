// Senses of a guest, one after the other: microphone, camera, pointer, headset, heart rate, files; and what was sent as a
// file. Open 05-senses.html as it says; the address may carry ?server=http://host:2567 (that server must allow this page:
// ORIGINS=http://localhost:5173 npm start).
import { StageClient } from '@troupe/client-sdk';
import {
  camera,
  dropFile,
  type GazeRay,
  heartRate,
  microphone,
  pointerGaze,
  SenseLog,
  type XrFrame,
  xrSenses,
} from '@troupe/client-sdk/senses';

const url = new URLSearchParams(location.search).get('server') ?? 'http://localhost:2567';
const output = document.querySelector('#log')!;
const write = (line: unknown): void => output.append(`${line instanceof Error ? line.message : line}\n`);
const on = (selector: string, act: (button: HTMLButtonElement) => Promise<unknown> | unknown): void => {
  for (const button of document.querySelectorAll<HTMLButtonElement>(selector))
    button.addEventListener('click', () => Promise.resolve(act(button)).catch(write));
};

const client = new StageClient({ url, name: 'Mina', bodyId: 'tilda' });
client.on('event', (event) => write(`${client.roster.get(event.netId)?.name.en}: ${event.text}`));
client.on('senseRefused', ({ message }) => write(message));
await client.connect();
const log = new SenseLog();
const senses = log.over(client);

// Microphone: when one speaks, how loud and how high; words by this stage, if it has a transcription.
on('#mic', () => microphone(senses, { words: 'stage', onWords: write, onTrouble: write }));

// Camera: gestures and expressions; pictures stay here.
on('#camera', () => camera(senses, { url, onGesture: ({ name }) => write(`… ${name}`), onTrouble: write }));

// Heart rate belt, by Bluetooth.
on('#heart', () => heartRate(senses, ({ bpm }) => write(`${bpm} beats a minute`)));

// Pointer: the pad is a window of the stage; with a picture of the stage it would be `view.rayAt(x, y)`.
const pad = document.querySelector<HTMLElement>('#pad')!;
let ray: GazeRay | undefined;
pad.addEventListener('pointermove', ({ offsetX, offsetY }) => {
  const [x, y] = [(offsetX / pad.clientWidth) * 2 - 1, 1 - (offsetY / pad.clientHeight) * 2];
  ray = { origin: [0, 1.6, 6], dir: [x, y * 0.5, -1] };
});
pad.addEventListener('pointerleave', () => {
  ray = undefined;
});
const gaze = pointerGaze(senses, () => ray);
requestAnimationFrame(function look(nowMs) {
  gaze(nowMs);
  requestAnimationFrame(look);
});

// Headset: where it faces and what hands do. The reference space is the stage's own.
interface Xr {
  requestSession(mode: string, options: object): Promise<XrSession>;
}
interface XrSession {
  requestReferenceSpace(type: string): Promise<object>;
  requestAnimationFrame(draw: (nowMs: number, frame: XrFrame) => void): void;
}
on('#headset', async () => {
  const { xr } = navigator as unknown as { xr?: Xr };
  if (!xr) throw new Error('this browser knows no headset');
  const session = await xr.requestSession('immersive-vr', { optionalFeatures: ['hand-tracking'] });
  const step = xrSenses(senses, await session.requestReferenceSpace('local-floor'));
  session.requestAnimationFrame(function draw(nowMs, frame) {
    step(frame, nowMs);
    session.requestAnimationFrame(draw);
  });
});

on('.look', (button) => senses.sense('gaze', { target: button.value }));
on('#ask', () => client.say('Tilda, what is this?'));

// Files: CSV, JSON records or graph, pictures, short videos.
const drop = document.querySelector<HTMLElement>('#drop')!;
drop.addEventListener('dragover', (event) => event.preventDefault());
drop.addEventListener('drop', (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer?.files ?? [];
  if (file) dropFile(senses, file).then(() => write(`held out ${file.name}`), write);
});

// What was sent, as `npx troupe senses replay` reads it.
on('#save', () => {
  const href = URL.createObjectURL(new Blob([log.toJsonl()], { type: 'application/x-ndjson' }));
  Object.assign(document.createElement('a'), { href, download: 'senses.jsonl' }).click();
});
