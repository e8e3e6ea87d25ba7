import { z } from 'zod';
import type { Agent } from '#shared/contract/agents.ts';
import { AbsolutePath, ConversationId } from '#shared/contract/ids.ts';

const Ref = z.object({ workspace: AbsolutePath.nullable(), name: z.string() });

/** The pages that need nothing but their name; what they are stands in pages.tsx. */
const PageName = z.enum(['usage', 'processes', 'audit', 'doctor', 'settings']);
export type PageName = z.output<typeof PageName>;

/** Whether a kind of view is such a page. */
export const isPage = (kind: View['kind']): kind is PageName => PageName.safeParse(kind).success;

/** Where the window is. */
export const View = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sessions') }),
  z.object({ kind: z.literal('panes') }),
  z.object({ kind: PageName }),
  z.object({ kind: z.literal('new-agent'), workspace: AbsolutePath.nullable() }),
  z.object({ kind: z.literal('agent'), ref: Ref }),
  z.object({
    kind: z.literal('transcript'),
    conversationId: ConversationId,
    /** The session's; null: the conversation's own. */
    title: z.string().max(200).nullable(),
  }),
]);
export type View = z.output<typeof View>;

/** The view as the preferences keep it; null when it is too long to keep. */
export const viewText = (view: View): string | null => {
  const text = JSON.stringify(view);
  return text.length <= 500 ? text : null;
};

/** The view kept in the preferences; the sessions page when it cannot be read. */
export const viewFrom = (text: string | null): View => {
  const fallback: View = { kind: 'sessions' };
  if (text === null) return fallback;
  try {
    return View.safeParse(JSON.parse(text)).data ?? fallback;
  } catch {
    // Kept by another version: the window starts where a new one would.
    return fallback;
  }
};

/** Whether a view shows this agent. */
export const showsAgent = (view: View, ref: Agent['ref']): boolean =>
  view.kind === 'agent' && view.ref.name === ref.name && view.ref.workspace === ref.workspace;
