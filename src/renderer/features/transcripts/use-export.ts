import { useMutation } from '@tanstack/react-query';
import type { ConversationId } from '#shared/contract/ids.ts';
import type { LogHead, Step } from '#shared/contract/transcripts.ts';
import { useBridge } from '#renderer/bridge/bridge.tsx';
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

const save = (name: string, parts: readonly string[], type: string): void => {
  const url = URL.createObjectURL(new Blob([...parts], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
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
      const write = (step: Step): string =>
        format === 'json' ? JSON.stringify(step) : stepMarkdown(step, speaker);
      for await (const part of await client.transcripts.read({ by: 'id', id: conversationId })) {
        if (part.kind === 'steps') written.push(...part.steps.map(write));
        else {
          const { head } = part;
          const parts =
            format === 'json' ? jsonParts(head, written) : [headMarkdown(head, speaker), ...written];
          save(fileName(head.session.title ?? '', format), parts, MIME[format]);
          return;
        }
      }
      throw new Error('The transcript broke off before its end. Try again.');
    },
  });
};
