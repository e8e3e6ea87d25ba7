import { z } from 'zod';
import type { AgentRef } from '#shared/contract/agents.ts';
import {
  PriceCorrection,
  type ResumeEstimate,
  type TotalsCheck,
  type UsageQuery,
  type UsageReport,
} from '#shared/contract/usage.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { checkTotals } from './check-totals.ts';
import type { ConversationName, UsageRows } from './rows.ts';

/** What this room needs to know of a session. */
export interface NamedSession {
  readonly id: string;
  readonly title: string;
  readonly agent: AgentRef | null;
  readonly conversations: readonly { readonly id: string }[];
}

interface Rooms {
  readonly rows: UsageRows;
  readonly sessions: () => readonly NamedSession[] | Promise<readonly NamedSession[]>;
  readonly settings: { read(name: string): unknown; write(name: string, value: unknown): void };
}

const SETTING = 'price-corrections';

const Corrections = z.array(PriceCorrection);

/** The prices a person set against the list, as they are kept. */
export const keptPrices = (settings: Pick<Rooms['settings'], 'read'>): PriceCorrection[] => {
  const kept = Corrections.safeParse(settings.read(SETTING) ?? []);
  // Corrections nobody can read are as good as none: the list serves.
  return kept.success ? kept.data : [];
};

/** An agent is called by its name; where several workspaces have one of that name, by its workspace too. */
const agentIds = (sessions: readonly NamedSession[]): ((agent: AgentRef) => string) => {
  const homes = new Map<string, Set<string | null>>();
  for (const { agent } of sessions) {
    if (agent) homes.set(agent.name, (homes.get(agent.name) ?? new Set()).add(agent.workspace));
  }
  return ({ name, workspace }) =>
    workspace !== null && (homes.get(name)?.size ?? 0) > 1 ? `${name} in ${workspace}` : name;
};

const namesOf = (sessions: readonly NamedSession[]): ReadonlyMap<string, ConversationName> => {
  const idOf = agentIds(sessions);
  return new Map(
    sessions.flatMap((session) => {
      const agent = session.agent && { id: idOf(session.agent), name: session.agent.name };
      const name = { sessionId: session.id, title: session.title, agent };
      return session.conversations.map(({ id }) => [id, name] as const);
    }),
  );
};

/** What was used, and what it would cost at the API's list prices. */
export const createUsage = ({ rows, sessions, settings }: Rooms) => {
  const prices = (): PriceCorrection[] => keptPrices(settings);
  return {
    /** Tokens and cost by time, model, session, agent or folder. */
    async report(
      query: UsageQuery,
    ): Promise<Result<UsageReport, { code: 'unknown-time-zone'; timeZone: string }>> {
      // Asked before the rows are read: what comes in meanwhile must not look counted.
      const complete = rows.complete();
      const report = await rows.report({
        query,
        names: namesOf(await sessions()),
        corrections: prices(),
      });
      return report === null
        ? err({ code: 'unknown-time-zone', timeZone: query.timeZone ?? '' })
        : ok({ ...report, complete });
    },

    /** One conversation's figures beside its CLI's own counter. */
    async checkTotals(
      conversationId: string,
    ): Promise<Result<TotalsCheck, { code: 'log-not-found'; id: string }>> {
      const found = await rows.conversation(conversationId);
      return found ? ok(checkTotals(found)) : err({ code: 'log-not-found', id: conversationId });
    },

    /** What resuming a conversation costs before anything is said; null: no figure of it is known. */
    resumeEstimate: (conversationId: string): Promise<ResumeEstimate | null> =>
      rows.resumeEstimate({ id: conversationId, corrections: prices() }),

    /** The prices the person set against the list. */
    prices,

    /** Takes these in place of the corrections there were; of two for one model the later stands. */
    savePrices(corrections: readonly PriceCorrection[]): PriceCorrection[] {
      const each = new Map(
        Corrections.parse(corrections).map((one) => [one.model.trim(), { ...one, model: one.model.trim() }]),
      );
      settings.write(SETTING, [...each.values()]);
      return prices();
    },
  };
};

export type Usage = ReturnType<typeof createUsage>;
