import type { Probe } from './probe.ts';
import type { StageSession } from './session.svelte.ts';

/** What tests and tools may ask of a page with a session. */
export function probeOf(session: StageSession): Probe {
  return {
    get view() {
      return session.view!;
    },
    client: () => session.client,
    state: () => session.state,
    sample: () => ({
      stageMs: session.client?.stageMs() ?? Number.NaN,
      people: [...(session.view?.people.values() ?? [])].map((person) => ({
        netId: person.netId,
        name: person.info.name,
        bodyId: person.info.bodyId,
        hips: Array.from(person.hips),
        joints: Array.from(person.joints),
        shown: person.appear > 0,
      })),
    }),
    told: () =>
      session.told.map(({ kind, netId, text, atMs, brain }) => ({ kind, netId, text, atMs, brain })),
    heard: () => session.sound.heard,
    cues: () => session.presenter.presented,
    notes: () => session.presenter.music.sounded,
    texts: () => session.presenter.texts,
    shownMs: () => session.shownMs(),
    show: () => session.show,
    look(netId) {
      session.focus(netId);
      session.touchCamera();
    },
    hold(on) {
      session.held = on;
    },
    frames: (netId) => session.frames.of(netId),
  };
}
