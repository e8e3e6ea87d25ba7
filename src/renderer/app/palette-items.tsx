import { FastForward, Play, SquarePen, Zap } from 'lucide-react';
import type { Agent } from '#shared/contract/agents.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { runtimeName } from '#renderer/bridge/failure-words.ts';
import { StatusGlyph } from '#renderer/ui/glyph.tsx';
import { folderName } from '#renderer/ui/paths.ts';
import { commands, keysOf, type Command, type Platform } from './keys.ts';
import type { PaletteItem } from './palette.tsx';

/** What the palette is open for. */
export type PaletteMode = 'all' | 'start' | 'split';

/** What is asked for in each mode. */
export const paletteLabels: Readonly<Record<PaletteMode, string>> = {
  all: 'Go to or run…',
  start: 'Which agent?',
  split: 'Which session beside this one?',
};

export interface PaletteSources {
  readonly mode: PaletteMode;
  readonly sessions: readonly Session[];
  readonly agents: readonly Agent[];
  /** The commands that fit now. */
  readonly fitting: readonly Command[];
  readonly platform: Platform;
  readonly onSession: (session: Session) => void;
  readonly onStart: (agent: Agent) => void;
  readonly onBackground: (agent: Agent) => void;
  readonly onEdit: (agent: Agent) => void;
  readonly run: (command: Command) => void;
}

const placeOf = ({ ref }: Agent): string => (ref.workspace === null ? 'Personal' : folderName(ref.workspace));

const sessionItems = ({ sessions, onSession }: PaletteSources): PaletteItem[] =>
  sessions.map((session) => ({
    key: session.id,
    text: session.title,
    group: 'Sessions',
    icon: <StatusGlyph word={session.status.word} named />,
    note: [session.agent?.name, folderName(session.workspace)].filter(Boolean).join(' · '),
    onChoose: () => onSession(session),
  }));

const agentItems = ({ mode, agents, onStart, onBackground, onEdit }: PaletteSources): PaletteItem[] => [
  ...agents.map((agent): PaletteItem => {
    const key = `${agent.ref.workspace ?? ''}/${agent.ref.name}`;
    return agent.state === 'ready'
      ? {
          key: `start ${key}`,
          text: `Start ${agent.ref.name}`,
          group: 'Agents',
          icon: <Play />,
          note: `${runtimeName(agent.runtime)} · ${placeOf(agent)}`,
          onChoose: () => onStart(agent),
        }
      : {
          key: `broken ${key}`,
          text: agent.ref.name,
          group: 'Agents',
          icon: <SquarePen />,
          note: 'cannot be read',
          onChoose: () => onEdit(agent),
        };
  }),
  ...(mode === 'all'
    ? agents
        .filter(({ state }) => state === 'ready')
        .flatMap((agent): PaletteItem[] => {
          const key = `${agent.ref.workspace ?? ''}/${agent.ref.name}`;
          return [
            {
              key: `background ${key}`,
              text: `Run ${agent.ref.name} in background`,
              group: 'Agents',
              icon: <FastForward />,
              note: placeOf(agent),
              onChoose: () => onBackground(agent),
            },
            {
              key: `edit ${key}`,
              text: `Edit ${agent.ref.name}`,
              group: 'Agents',
              icon: <SquarePen />,
              note: placeOf(agent),
              onChoose: () => onEdit(agent),
            },
          ];
        })
    : []),
];

const actionItems = ({ fitting, platform, run }: PaletteSources): PaletteItem[] =>
  fitting.map((command) => ({
    key: command,
    text: commands[command].title,
    group: 'Actions',
    icon: <Zap />,
    keys: keysOf(command, platform),
    onChoose: () => run(command),
  }));

/** What the palette offers. What does not fit now is left out. */
export const paletteItems = (sources: PaletteSources): PaletteItem[] => {
  switch (sources.mode) {
    case 'all':
      return [...sessionItems(sources), ...agentItems(sources), ...actionItems(sources)];
    case 'start':
      return agentItems(sources);
    case 'split':
      return sessionItems(sources);
  }
};
