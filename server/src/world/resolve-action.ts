/** What the sides and sizes of one gesture are called: 'wave' is any of waveRight, waveLeft, waveHighRight … */
const VARIANT = /^(High)?(Right|Left|Both)?$/;

/**
 * Index of an action by its full name, or by its plain name: then one of its variants, chosen by `choice` so that the
 * same person does not always use the same hand. -1 when the model knows no such action.
 */
export function resolveAction(actionNames: readonly string[], name: string, choice: number): number {
  const exact = actionNames.indexOf(name);
  if (exact >= 0 || name === '') return exact;
  const variants: number[] = [];
  actionNames.forEach((candidate, i) => {
    if (candidate.startsWith(name) && VARIANT.test(candidate.slice(name.length))) variants.push(i);
  });
  return variants.length === 0 ? -1 : variants[Math.abs(Math.trunc(choice)) % variants.length];
}
