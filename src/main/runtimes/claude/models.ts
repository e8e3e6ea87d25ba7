import { atLeast } from '../versions.ts';

/** Oldest version accepted, newest version driven. */
export const claudeVersions = { oldest: '1.0.128', newest: '2.1.330' } as const;

interface Model {
  readonly id: string;
  readonly label: string;
}

const OPUS = { id: 'opus', label: 'Opus (the newest this version knows)' };
const SONNET = { id: 'sonnet', label: 'Sonnet (the newest this version knows)' };
const HAIKU = { id: 'haiku', label: 'Haiku (the newest this version knows)' };
const MIXED = { id: 'opusplan', label: 'Opus while planning, else Sonnet' };
const LONG = { id: 'sonnet[1m]', label: 'Sonnet, long context' };
const DEFAULT = { id: 'default', label: "Claude Code's own default" };

/** The names each driven version resolves; the default first. */
const lists: readonly { readonly since: string; readonly models: readonly Model[] }[] = [
  {
    since: '2.1.330',
    models: [
      OPUS,
      SONNET,
      HAIKU,
      { id: 'fable', label: 'Fable (the newest this version knows)' },
      MIXED,
      LONG,
      { id: 'claude-opus-5-5', label: 'Claude Opus 5.5' },
      { id: 'claude-sonnet-5-5', label: 'Claude Sonnet 5.5' },
      { id: 'claude-haiku-5-5', label: 'Claude Haiku 5.5' },
      { id: 'claude-fable-5-2', label: 'Claude Fable 5.2' },
      { id: 'best', label: 'The best model there is' },
      DEFAULT,
    ],
  },
  {
    since: '2.0.76',
    models: [
      SONNET,
      OPUS,
      HAIKU,
      MIXED,
      LONG,
      { id: 'claude-sonnet-4-5-20250929', label: 'Claude Sonnet 4.5' },
      { id: 'claude-haiku-4-5-20251001', label: 'Claude Haiku 4.5' },
      DEFAULT,
    ],
  },
  {
    since: claudeVersions.oldest,
    models: [
      SONNET,
      OPUS,
      HAIKU,
      MIXED,
      LONG,
      { id: 'claude-sonnet-4-20250514', label: 'Claude Sonnet 4' },
      { id: 'claude-opus-4-1-20250805', label: 'Claude Opus 4.1' },
      { id: 'claude-3-5-haiku-20241022', label: 'Claude Haiku 3.5' },
      DEFAULT,
    ],
  },
];

/** Models of a version, or of the nearest older one that was driven. Any other name is passed on as typed. */
export const claudeModels = (version: string | null): Model[] => {
  const list = lists.find((one) => atLeast(version ?? claudeVersions.newest, one.since));
  return [...(list?.models ?? [])];
};
