/** Why a stage closes a connection. Colyseus itself uses 4000..4020; ours stand above. */
export const CLOSE_CODE = {
  versionMismatch: 4_101,
  full: 4_102,
  flooded: 4_108,
  slowReader: 4_109,
  badInput: 4_110,
  stageClosing: 4_111,
  /** The guest's own body was deleted by whoever made it. */
  bodyGone: 4_112,
} as const;

export type CloseReason = keyof typeof CLOSE_CODE;

/** Name of a close code, or undefined when it is not one of ours. */
export function closeReason(code: number): CloseReason | undefined {
  return (Object.keys(CLOSE_CODE) as CloseReason[]).find((reason) => CLOSE_CODE[reason] === code);
}
