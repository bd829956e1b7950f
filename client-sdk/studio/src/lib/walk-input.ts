/** Keys that walk: [forward, right]. */
const KEYS: Record<string, readonly [number, number]> = {
  KeyW: [1, 0],
  ArrowUp: [1, 0],
  KeyS: [-1, 0],
  ArrowDown: [-1, 0],
  KeyD: [0, 1],
  ArrowRight: [0, 1],
  KeyA: [0, -1],
  ArrowLeft: [0, -1],
};

/** True while somebody types: keys then belong to the text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

/** What keys and the stick ask for, relative to the view: forward and right, -1..1. */
export class WalkInput {
  readonly #held = new Set<string>();
  /** Set by the touch stick. */
  stick = { forward: 0, right: 0 };
  hurry = false;

  /** True when the key was one of ours. */
  keyDown(event: KeyboardEvent): boolean {
    this.hurry = event.shiftKey;
    if (!(event.code in KEYS) || event.ctrlKey || event.metaKey || event.altKey) return false;
    this.#held.add(event.code);
    return true;
  }

  keyUp(event: KeyboardEvent): void {
    this.hurry = event.shiftKey;
    this.#held.delete(event.code);
  }

  /** Lets go of everything: the window lost focus, somebody began to type. */
  release(): void {
    this.#held.clear();
    this.stick = { forward: 0, right: 0 };
    this.hurry = false;
  }

  /** The wish in world axes for a camera that stands at `yaw` of its subject (0: at +Z, looking to -Z). */
  wish(yaw: number): { moveX: number; moveZ: number; hurry: boolean } {
    let { forward, right } = this.stick;
    for (const code of this.#held) {
      forward += KEYS[code][0];
      right += KEYS[code][1];
    }
    const length = Math.hypot(forward, right);
    if (length < 0.08) return { moveX: 0, moveZ: 0, hurry: false };
    const share = length > 1 ? 1 / length : 1;
    const sin = Math.sin(yaw);
    const cos = Math.cos(yaw);
    return {
      moveX: (-sin * forward + cos * right) * share,
      moveZ: (-cos * forward - sin * right) * share,
      hurry: this.hurry || Math.hypot(this.stick.forward, this.stick.right) > 0.92,
    };
  }
}
