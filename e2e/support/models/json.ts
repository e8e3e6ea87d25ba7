import { z } from 'zod';

const Block = z.looseObject({
  type: z.string().optional(),
  text: z.string().optional(),
  content: z.unknown().optional(),
});

const Text = z.union([z.string(), z.array(z.union([z.string(), Block]))]);

/** All text in a content field, however it is wrapped. */
export const textOf = (content: unknown): string => {
  const parsed = Text.safeParse(content);
  if (!parsed.success) return '';
  if (typeof parsed.data === 'string') return parsed.data;
  return parsed.data
    .map((block) => (typeof block === 'string' ? block : (block.text ?? textOf(block.content))))
    .join('\n');
};
