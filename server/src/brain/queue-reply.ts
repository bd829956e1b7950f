import { MIND_LIMITS, type Mind, type PendingReply } from '../world/mind.ts';
import { askVoice, voiceAsk } from '../world/voices.ts';
import type { World } from '../world/world.ts';

/** Queues a reply; when somebody talks faster than a person can answer, the oldest waiting line gives way. */
export function queue(world: World, mind: Mind, reply: PendingReply): void {
  if (mind.replies.length >= MIND_LIMITS.repliesMax) mind.replies.shift();
  mind.replies.push({ sinceTick: world.tick, ...reply });
  // The voice is made while the performer takes a breath.
  askVoice(world, voiceAsk(mind, reply));
}
