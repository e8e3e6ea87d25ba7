import { useQuery } from '@tanstack/react-query';
import type { IndexState } from '#shared/contract/transcripts.ts';
import { useApi } from './bridge.tsx';

/** Where the reading of this machine's logs stands; news keep it current. Undefined: not known yet. */
export const useIndex = (): IndexState | undefined =>
  useQuery(useApi().transcripts.index.queryOptions()).data;

/** So many of how many: `312 of 1,204 logs`. */
export const logsRead = ({ files }: Pick<IndexState, 'files'>): string =>
  `${files.read.toLocaleString('en')} of ${files.all.toLocaleString('en')} ${files.all === 1 ? 'log' : 'logs'}`;

/** Why figures are not complete yet; null: they are. */
export const figuresSentence = (index: IndexState): string | null => {
  switch (index.phase) {
    case 'counting':
      return `Not complete yet: ${logsRead(index)} counted.`;
    case 'paused':
      return 'Reading logs is paused: what was used since is not counted.';
    case 'failed':
      return 'Logs are not read now, so figures may be missing. Settings says why.';
    case 'looking':
    case 'reading':
    case 'idle':
      return index.isCounted ? null : 'Not complete yet: looking for logs.';
  }
};

/** Why a list of what logs tell may lack something; null: it does not. */
export const listSentence = (index: IndexState): string | null => {
  switch (index.phase) {
    case 'counting':
      return `Reading logs: ${logsRead(index)}.`;
    case 'paused':
      return 'Reading logs is paused.';
    case 'failed':
      return 'Logs are not read now. Settings says why.';
    case 'looking':
    case 'reading':
    case 'idle':
      // Who, where and when come with the figures.
      return index.isCounted ? null : 'Looking for logs.';
  }
};
