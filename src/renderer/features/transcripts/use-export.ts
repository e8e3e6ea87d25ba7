import { useMutation } from '@tanstack/react-query';
import type { ConversationId } from '#shared/contract/ids.ts';
import type { LogHead, Step } from '#shared/contract/transcripts.ts';
import { useBridge } from '#renderer/bridge/bridge.tsx';
import { download } from '#renderer/ui/download.ts';
import { headMarkdown, stepMarkdown } from './markdown.ts';

export type ExportFormat = 'markdown' | 'json';

const MIME = { markdown: 'text/markdown', json: 'application/json' } as const;
const SUFFIX = { markdown: 'md', json: 'json' } as const;

/** A name that every file system takes. */
const fileName = (title: string, format: ExportFormat): string => {
  const plain = title
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${plain === '' ? 'transcript' : plain}.${SUFFIX[format]}`;
};

const jsonParts = (head: LogHead, steps: readonly string[]): readonly string[] => [
  `{"session":${JSON.stringify(head.session)},"steps":[\n`,
  steps.join(',\n'),
  `\n],"usage":${JSON.stringify(head.usage)},"skippedLines":${head.skippedLines}}\n`,
];

/** Writes the whole transcript to a file of the person's. */
export const useExport = (conversationId: ConversationId, speaker: string) => {
  const { client } = useBridge();
  return useMutation({
    mutationFn: async (format: ExportFormat) => {
      const written: string[] = [];
      let head: LogHead | null = null;
      const write = (step: Step): string =>
        format === 'json' ? JSON.stringify(step) : stepMarkdown(step, speaker);
      for await (const part of await client.transcripts.read({ by: 'id', id: conversationId })) {
        if (part.kind === 'head') head = part.head;
        else written.push(...part.steps.map(write));
      }
      if (head === null) throw new Error('The transcript broke off at its beginning. Try again.');
      const parts = format === 'json' ? jsonParts(head, written) : [headMarkdown(head, speaker), ...written];
      download(fileName(head.session.title ?? '', format), MIME[format], parts);
    },
  });
};
