import { lazy, useState, type ComponentType } from 'react';

/** A part of the window whose code comes when it is first drawn, or when it is fetched ahead. */
export type LazyPart<Props extends object> = ComponentType<Props> & { fetchAhead(): Promise<unknown> };

/** Makes a part of the window that comes later. Once its code is there it is drawn at once, without a fallback. */
export const lazily = <Props extends object>(load: () => Promise<ComponentType<Props>>): LazyPart<Props> => {
  let there: ComponentType<Props> | null = null;
  let coming: Promise<ComponentType<Props>> | null = null;
  const fetchAhead = (): Promise<ComponentType<Props>> =>
    (coming ??= load().then((part) => {
      there = part;
      return part;
    }));
  const Later = lazy(async () => ({ default: await fetchAhead() }));
  const Part = (props: Props) => {
    const [Drawn] = useState<ComponentType<Props>>(() => there ?? Later);
    return <Drawn {...props} />;
  };
  return Object.assign(Part, { fetchAhead });
};
