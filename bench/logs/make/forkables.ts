import type { Dice } from './dice.ts';

/** Every twelfth session is a fork, if there is one to fork. */
export const isForkNext = (index: number): boolean => index % 12 === 11;

/** Of larger logs no forks are made. */
const MOST = 2e6;

/** What may be forked, by version: of each log the places after its turns. No log is forked twice. */
export const createForkables = <Place extends { readonly version: string; readonly bytes: number }>(
  dice: Dice,
  versions: readonly Place['version'][],
) => {
  const known = new Map<string, (readonly Place[])[]>();
  let taken = 0;
  return {
    add(places: readonly Place[]): void {
      const last = places.at(-1);
      if (!last || last.bytes > MOST) return;
      known.set(last.version, [...(known.get(last.version) ?? []).slice(-30), places]);
    },
    /** The versions take turns. */
    take(): Place | null {
      const logs = known.get(versions[taken % versions.length] ?? '') ?? [];
      const [places] = logs.length === 0 ? [] : logs.splice(dice.below(logs.length), 1);
      if (!places) return null;
      taken += 1;
      return places[dice.below(places.length)] ?? null;
    },
  };
};
