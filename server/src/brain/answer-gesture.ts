/** How a gesture of a guest is answered: by an action, and sometimes with words. */
export interface GestureAnswer {
  readonly action: string;
  readonly line?: { readonly en: string; readonly ko: string };
}

const ANSWERS: Readonly<Record<string, GestureAnswer>> = {
  wave: { action: 'wave' },
  raiseHand: {
    action: 'invite',
    line: {
      en: 'Yes, {guest}? I see your hand. Please, go ahead.',
      ko: '네, {guest} 님? 손 드신 거 봤어요. 말씀하세요.',
    },
  },
  thumbsUp: { action: 'thankBow', line: { en: 'Thank you, {guest}!', ko: '고마워요, {guest} 님!' } },
  nod: { action: 'nod' },
};

/** What answers a gesture (`waveHighRight` is a wave too); undefined: it is only looked at. */
export function answerGesture(name: string): GestureAnswer | undefined {
  const found = Object.keys(ANSWERS).find(
    (known) => name.startsWith(known) && /^([A-Z]|$)/.test(name.slice(known.length)),
  );
  return found === undefined ? undefined : ANSWERS[found];
}
