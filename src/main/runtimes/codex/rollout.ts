import { open } from 'node:fs/promises';
import { z } from 'zod';

const Meta = z.object({ type: z.literal('session_meta'), payload: z.object({ source: z.unknown() }) });
const Said = z.object({
  type: z.literal('response_item'),
  payload: z.object({ type: z.string(), role: z.string().optional() }),
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Half written: the next look will find it whole.
    return null;
  }
};

/** Whether a rollout is a person's own conversation, not that of a sub-agent or a background run; null while its first line is not whole. Pure. */
export const isTerminals = (head: string): boolean | null => {
  const newline = head.indexOf('\n');
  if (newline < 0) return null;
  const meta = Meta.safeParse(parsed(head.slice(0, newline)));
  return meta.success && meta.data.payload.source === 'cli';
};

/**
 * Whether the marker stands in what the model was told before its first word. Anything later may quote
 * another session's log, so it is no proof. Pure.
 */
export const carries = (head: string, marker: string): boolean => {
  for (const text of head.split('\n').slice(0, -1)) {
    const said = Said.safeParse(parsed(text));
    if (!said.success) continue;
    const { type, role } = said.data.payload;
    if (type !== 'message' && role !== 'developer') return false;
    if (role === 'assistant') return false;
    if (type === 'message' && text.includes(marker)) return true;
  }
  return false;
};

/** The first `bytes` of a file as text; empty when it cannot be read. */
export const headOf = async (path: string, bytes: number): Promise<string> => {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(bytes), 0, bytes, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return '';
  }
};
