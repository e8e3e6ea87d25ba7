import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Agent } from '#shared/contract/agents.ts';
import type { Session } from '#shared/contract/sessions.ts';
import type { Workspace } from '#shared/contract/system.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { refKey } from '#renderer/features/agents/agents.tsx';

/** What the shell shows lists of. Undefined while nothing has come yet. */
export interface Data {
  readonly sessions: readonly Session[] | undefined;
  readonly agents: readonly Agent[] | undefined;
  readonly workspaces: readonly Workspace[];
  /** A list has not come yet: what stands below it will move. */
  readonly reading: boolean;
  /** Why a list could not be read. */
  readonly problem: unknown;
  readonly liveOf: (ref: Agent['ref']) => number;
  readonly sessionsOf: (ref: Agent['ref']) => number;
}

const counted = (sessions: readonly Session[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { agent } of sessions) {
    if (agent) counts.set(refKey(agent), (counts.get(refKey(agent)) ?? 0) + 1);
  }
  return counts;
};

/** Reads the lists; news keep them current. */
export const useData = (): Data => {
  const api = useApi();
  const sessions = useQuery(api.sessions.list.queryOptions());
  const agents = useQuery(api.agents.list.queryOptions());
  const workspaces = useQuery(api.system.workspaces.queryOptions());
  const all = useMemo(() => counted(sessions.data ?? []), [sessions.data]);
  const live = useMemo(() => counted((sessions.data ?? []).filter(({ run }) => run.live)), [sessions.data]);
  return {
    sessions: sessions.data,
    agents: agents.data,
    workspaces: workspaces.data ?? [],
    reading: sessions.isPending || agents.isPending || workspaces.isPending,
    problem: sessions.error ?? agents.error ?? workspaces.error,
    liveOf: (ref) => live.get(refKey(ref)) ?? 0,
    sessionsOf: (ref) => all.get(refKey(ref)) ?? 0,
  };
};
