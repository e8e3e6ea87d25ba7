import type { IndexState } from '#shared/contract/transcripts.ts';
import { logsRead } from '#renderer/bridge/reading.ts';
import { byteSize } from '#renderer/ui/byte-size.ts';

/** How the reading of logs stands, in a word. */
export const phaseWord = (phase: IndexState['phase']): string => {
  switch (phase) {
    case 'looking':
      return 'Looking for logs';
    case 'counting':
    case 'reading':
      return 'Reading';
    case 'idle':
      return 'Up to date';
    case 'paused':
      return 'Paused';
    case 'failed':
      return 'Failed';
  }
};

const bytesRead = ({ bytes }: IndexState): string => `${byteSize(bytes.read)} of ${byteSize(bytes.all)}`;

/** All the logs there are, and their size. */
export const allLogs = ({ files, bytes }: IndexState): string =>
  `${files.all.toLocaleString('en')} ${files.all === 1 ? 'log' : 'logs'}, ${byteSize(bytes.all)}`;

/** The figures beside the word. */
export const phaseFacts = (index: IndexState): string => {
  switch (index.phase) {
    case 'looking':
      return '';
    case 'counting':
      return `${logsRead(index)}, ${bytesRead(index)}. Usage figures first, transcripts after them.`;
    case 'reading':
      return `${logsRead(index)}, ${bytesRead(index)}.`;
    case 'idle':
      return index.files.all === 0 ? 'There is no log yet.' : `${allLogs(index)}.`;
    case 'paused':
      return index.files.read < index.files.all
        ? `${logsRead(index)} read. The rest, and what is written meanwhile, waits.`
        : 'What is written meanwhile waits.';
    case 'failed':
      return index.failure ?? '';
  }
};

/** How far the reading has come, from 0 to 1; null: nothing is being read. */
export const partRead = ({ phase, bytes, files }: IndexState): number | null => {
  if (phase !== 'counting' && phase !== 'reading') return null;
  const { read, all } = bytes.all > 0 ? bytes : files;
  return all === 0 ? 0 : Math.min(1, read / all);
};
