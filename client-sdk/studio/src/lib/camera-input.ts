import type { StageClient } from '@troupe/client-sdk';
import { touchSense } from '@troupe/client-sdk/senses';
import type { StageSession } from './session.svelte.ts';

const RAD_PER_PX = 0.0052;
const CLICK_PX = 6;

/** Drag turns, wheel and pinch go nearer, a click looks at a person, a double click takes its hand. Returns how to let go. */
export function attachCamera(canvas: HTMLCanvasElement, session: StageSession): () => void {
  const pointers = new Map<number, { x: number; y: number }>();
  let moved = 0;
  let pinch = 0;
  const spread = (): number => {
    const [a, b] = [...pointers.values()];
    return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  };
  const personAt = ({ clientX, clientY }: MouseEvent): number => {
    const frame = canvas.getBoundingClientRect();
    return session.view?.pick(clientX - frame.left, clientY - frame.top) ?? 0;
  };
  const twice = handTaker(session, personAt);
  const down = (event: PointerEvent): void => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    moved = 0;
    pinch = spread();
  };
  const move = (event: PointerEvent): void => {
    const last = pointers.get(event.pointerId);
    const rig = session.view?.rig;
    if (!last || !rig) return;
    const dx = event.clientX - last.x;
    const dy = event.clientY - last.y;
    last.x = event.clientX;
    last.y = event.clientY;
    moved += Math.abs(dx) + Math.abs(dy);
    if (pointers.size === 1) {
      if (moved <= CLICK_PX) return;
      rig.swing(-dx * RAD_PER_PX, dy * RAD_PER_PX * 0.7);
    } else if (pinch > 0) {
      const now = spread();
      if (now > 0) rig.dolly(pinch / now);
      pinch = now;
    }
    session.touchCamera();
  };
  const up = (event: PointerEvent): void => {
    const known = pointers.delete(event.pointerId);
    pinch = 0;
    if (!known || moved > CLICK_PX || event.type === 'pointercancel') return;
    const netId = personAt(event);
    if (netId > 0) {
      session.focus(netId);
      session.touchCamera();
    }
  };
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    session.view?.rig.dolly(Math.exp(Math.max(-120, Math.min(120, event.deltaY)) * 0.0012));
    session.touchCamera();
  };
  canvas.addEventListener('pointerdown', down);
  canvas.addEventListener('pointermove', move);
  canvas.addEventListener('pointerup', up);
  canvas.addEventListener('pointercancel', up);
  canvas.addEventListener('wheel', wheel, { passive: false });
  canvas.addEventListener('dblclick', twice);
  return () => {
    canvas.removeEventListener('pointerdown', down);
    canvas.removeEventListener('pointermove', move);
    canvas.removeEventListener('pointerup', up);
    canvas.removeEventListener('pointercancel', up);
    canvas.removeEventListener('wheel', wheel);
    canvas.removeEventListener('dblclick', twice);
  };
}

/** Takes the hand of who is double-clicked. The stage believes it of who stands near; who has no body touches nobody. */
function handTaker(
  session: StageSession,
  personAt: (event: MouseEvent) => number,
): (event: MouseEvent) => void {
  let touch: { client: StageClient; take: ReturnType<typeof touchSense> } | undefined;
  return (event) => {
    const { client } = session;
    const netId = personAt(event);
    if (!client || client.netId === 0 || netId === client.netId) return;
    touch = touch?.client === client ? touch : { client, take: touchSense(client) };
    touch.take(netId, 'hand');
  };
}
