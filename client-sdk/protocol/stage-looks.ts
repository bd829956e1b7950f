/** How bright each light of the stage is in a look; 1 is what the plain stage has, `spot` is candela. `tint`: colour of the key light. */
export interface StageLook {
  /** All that is there without the show: sky, lamps, pool. */
  readonly house: number;
  /** Key light on the people. */
  readonly key: number;
  readonly fill: number;
  readonly rim: number;
  /** Follow spot, candela. */
  readonly spot: number;
  readonly tint: string;
}

/** Looks of the language of shows. */
export const STAGE_LOOKS: Readonly<Record<string, StageLook>> = {
  dusk: { house: 1, key: 1, fill: 1, rim: 1, spot: 0, tint: '#ffffff' },
  day: { house: 1.7, key: 1.9, fill: 2.4, rim: 0.5, spot: 0, tint: '#fff6e6' },
  night: { house: 0.5, key: 0.55, fill: 0.8, rim: 1.6, spot: 40, tint: '#b9ccff' },
  stage: { house: 0.55, key: 1.1, fill: 0.75, rim: 1.6, spot: 60, tint: '#ffe9d2' },
  spot: { house: 0.2, key: 0.14, fill: 0.3, rim: 0.8, spot: 120, tint: '#fff0d8' },
  warm: { house: 0.85, key: 1.3, fill: 0.75, rim: 1.2, spot: 36, tint: '#ffcf9a' },
  cold: { house: 0.72, key: 1.05, fill: 1.4, rim: 1.5, spot: 36, tint: '#a9c6ff' },
  blackout: { house: 0, key: 0, fill: 0, rim: 0, spot: 0, tint: '#ffffff' },
};

/** A look by name; the plain stage for one that is not known. */
export function stageLook(name: string): StageLook {
  return STAGE_LOOKS[name] ?? STAGE_LOOKS.dusk;
}

/** A flash is refused beyond this, Hz: more can cause seizures, whatever a show asks for. */
export const STROBE_HZ_MAX = 3;
