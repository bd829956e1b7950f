import { LAYER_JOINTS, PHASE_STEPS, type PoseDecoder } from '@troupe/client-sdk/protocol';

/** What a decoder makes of one pose message, in numbers of the wire, so that equality is exact in every language. */
export function readBlocks(
  decoder: PoseDecoder,
  bytes: Uint8Array,
): { presentAtMs: number; blocks: unknown[]; counters: unknown } {
  const blocks: unknown[] = [];
  const presentAtMs = decoder.decode(bytes, {
    onBody: (body, _, key) =>
      blocks.push({
        kind: 'body',
        netId: body.netId,
        layer: body.layer,
        seq: body.seq,
        key,
        hipsMm: [...body.hips].map((metres) => Math.round(metres * 1000)),
        joints: [...body.packed.subarray(0, LAYER_JOINTS[body.layer as 0])],
        face: [...body.face].map((weight) => Math.round(weight * 255)),
        ...(body.fineJoints < 0 ? {} : { fine: triples(body.fine.subarray(0, 3 + body.fineJoints * 3)) }),
      }),
    onProp: (index, position, rotation) =>
      blocks.push({
        kind: 'prop',
        index,
        positionMm: [...position].map((metres) => Math.round(metres * 1000)),
        rotation: [...rotation],
      }),
    onAct: (body, motion, phase) =>
      blocks.push({ kind: 'act', netId: body.netId, motion, phase: phase * PHASE_STEPS }),
    onOwn: (own) => blocks.push({ kind: 'own', ...own }),
  });
  return { presentAtMs, blocks, counters: { ...decoder.counters } };
}

/** Residuals of the hips' place, then of each refined joint. */
function triples(values: Int8Array): number[][] {
  return Array.from({ length: values.length / 3 }, (_, i) => [...values.subarray(i * 3, i * 3 + 3)]);
}
