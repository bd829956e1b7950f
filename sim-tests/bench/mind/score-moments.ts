import {
  type AddresseeMoment,
  type GroundingMoment,
  type Part,
  readAddressees,
  readGroundings,
  readScenes,
} from './moments.ts';
import { nameOf, openScene, type Play, playMoment } from './play-moment.ts';

/** What became of one moment. */
export interface Scored {
  readonly id: string;
  readonly part: Part;
  readonly category: string;
  readonly language: 'en' | 'ko';
  readonly ok: boolean;
  /** For a miss: what was wanted, what came, and of what. */
  readonly wanted: string;
  readonly found: string;
  readonly moment: string;
}

const languageOf = (line: string): 'en' | 'ko' => (/[가-힣]/.test(line.replace(/^\S+ /, '')) ? 'ko' : 'en');

/** Plays every moment of whom one means. */
export function scoreAddressees(part: Part): Scored[] {
  const scenes = readScenes();
  return readAddressees(part).map((moment) => {
    const play = openScene(scenes, moment.scene);
    playMoment(play, moment.do);
    const found = addresseeOf(play, moment);
    const wanted = [moment.to].flat();
    return scored(part, moment, wanted.includes(found), wanted.join(' or '), found);
  });
}

function scored(
  part: Part,
  { id, cat, do: lines, scene }: Pick<AddresseeMoment, 'id' | 'cat' | 'do' | 'scene'>,
  ok: boolean,
  wanted: string,
  found: string,
): Scored {
  const language = languageOf(lines.at(-1)!);
  return { id, part, category: cat, language, ok, wanted, found, moment: `${scene}: ${lines.join(' | ')}` };
}

/** Who was told that the last line is meant for it. */
function addresseeOf(play: Play, { do: lines }: AddresseeMoment): string {
  const speaker = play.slots.get(/^\w+/.exec(lines.at(-1)!)![0]);
  const heard = play.world.social.percepts.filter(({ kind, other }) => kind === 'said' && other === speaker);
  if (heard.length === 0) return 'unheard';
  if (heard.some(({ toAll }) => toAll)) return 'all';
  const meant = heard.filter(({ addressed }) => addressed);
  if (meant.length > 1) return 'several';
  return meant.length === 0 ? 'nobody' : nameOf(play, play.world.humans.netId[meant[0].performer]);
}

/** Plays every moment of what is meant. */
export function scoreGroundings(part: Part): Scored[] {
  const scenes = readScenes();
  return readGroundings(part).map((moment) => {
    const play = openScene(scenes, moment.scene);
    playMoment(play, moment.do);
    const { about, rivals } = groundedOf(play, moment);
    const found = [about, ...rivals].join(' or ');
    if (!moment.unsure)
      return scored(part, moment, about === moment.about && rivals.length === 0, moment.about!, found);
    const ok = moment.unsure.every((one) => [about, ...rivals].includes(one));
    return scored(part, moment, ok, `unsure: ${moment.unsure.join(' or ')}`, found);
  });
}

/** What the one who is meant understood the last line to be about, and what fits nearly as well. */
function groundedOf(play: Play, { do: lines }: GroundingMoment): { about: string; rivals: string[] } {
  const speaker = play.slots.get(/^\w+/.exec(lines.at(-1)!)![0]);
  const heard = play.world.social.percepts.filter(({ kind, other }) => kind === 'said' && other === speaker);
  const percept = heard.find(({ addressed }) => addressed) ?? heard[0];
  if (!percept) return { about: 'unheard', rivals: [] };
  const word = (thing: { kind: string; id: string; netId: number }): string =>
    thing.kind === 'human' ? nameOf(play, thing.netId) : thing.id;
  return {
    about: percept.about ? word(percept.about) : 'nothing',
    rivals: (percept.rivals ?? []).map(word),
  };
}
