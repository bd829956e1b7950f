import type { StageClient } from '@troupe/client-sdk';
import { VoicePlayer } from '@troupe/client-sdk';
import type { StageView } from '@troupe/client-sdk/three';

/** Height of a mouth over the hips, m. */
const MOUTH_M = 0.62;

/** The voices of the stage in the page: opened by the first touch of a person, since browsers play nothing before. */
export class StageSound {
  #context: AudioContext | undefined;
  #player: VoicePlayer | undefined;
  #client: StageClient | undefined;
  #on = true;
  #forget: (() => void)[] = [];

  /** Wire ids of who is heard now. */
  get heard(): readonly number[] {
    return this.#context?.state === 'running' ? [...(this.#player?.speaking ?? [])] : [];
  }

  /** What sounds are played through, once a person has touched the page. */
  get context(): AudioContext | undefined {
    return this.#context;
  }

  /** Sounds are wanted or not. */
  set on(on: boolean) {
    this.#on = on;
    // Before a touch the browser would only complain.
    if (on && navigator.userActivation?.isActive) this.wake();
    this.#connect();
  }

  /** A person touched the page: from now on the browser may play. */
  wake(): void {
    if (!this.#on) return;
    this.#context ??= new AudioContext({ latencyHint: 'interactive' });
    if (this.#context.state === 'suspended') void this.#context.resume();
    if (!this.#player) this.#connect();
  }

  /** Listens to this client from now on. */
  follow(client: StageClient): void {
    this.#client = client;
    this.#connect();
  }

  /** Puts speakers and listener where the picture has them; once a frame. */
  update(view: StageView): void {
    if (!this.#player) return;
    const { camera, rig } = view;
    const dx = rig.target.x - camera.position.x;
    const dz = rig.target.z - camera.position.z;
    const length = Math.hypot(dx, dz) || 1;
    this.#player.listenFrom(camera.position, dx / length, dz / length);
    for (const netId of this.#player.speaking) {
      const hips = view.people.get(netId)?.hips;
      if (hips) this.#player.place(netId, { x: hips[0], y: hips[1] + MOUTH_M, z: hips[2] });
    }
  }

  stop(): void {
    for (const forget of this.#forget) forget();
    this.#player?.dispose();
    void this.#context?.close();
  }

  #connect(): void {
    for (const forget of this.#forget) forget();
    this.#forget = [];
    this.#player?.dispose();
    this.#player = undefined;
    const client = this.#client;
    const context = this.#context;
    const wanted = this.#on && context !== undefined;
    client?.listen(wanted);
    if (!client || !wanted) return;
    const player = new VoicePlayer({
      context,
      stageMs: () => client.stageMs(),
      delayMs: () => client.sampler.clock.delayMs,
    });
    this.#player = player;
    this.#forget = [
      client.on('voice', (chunk) => player.add(chunk)),
      client.on('behaviour', ({ uid, kind, ev }) => {
        if (kind === 'speech' && ev === 'stopped') player.stop(uid);
      }),
    ];
  }
}
