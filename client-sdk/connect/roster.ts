/** One human of the roster. */
export interface RosterEntry {
  readonly netId: number;
  readonly kind: 'performer' | 'guest';
  readonly name: { readonly en: string; readonly ko: string };
  readonly bodyId: string;
}

/** A human as the room's state has it. */
export interface WireHuman {
  netId: number;
  performer: boolean;
  nameEn: string;
  nameKo: string;
  bodyId: string;
}

/** Brings a roster up to the room's state and tells who came and went. */
export function syncRoster(
  roster: Map<number, RosterEntry>,
  humans: ReadonlyMap<string, WireHuman>,
  tell: { onCome(entry: RosterEntry): void; onGone(entry: RosterEntry): void },
): void {
  const present = new Set<number>();
  for (const human of humans.values()) {
    present.add(human.netId);
    if (roster.has(human.netId)) continue;
    const entry: RosterEntry = {
      netId: human.netId,
      kind: human.performer ? 'performer' : 'guest',
      name: { en: human.nameEn, ko: human.nameKo },
      bodyId: human.bodyId,
    };
    roster.set(entry.netId, entry);
    tell.onCome(entry);
  }
  for (const [netId, entry] of roster) {
    if (present.has(netId)) continue;
    roster.delete(netId);
    tell.onGone(entry);
  }
}
