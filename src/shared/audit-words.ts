import type { AuditFault } from './contract/audit.ts';

/** What is wrong with the trail, in a sentence. */
export const faultWords = ({ id, kind }: AuditFault): string => {
  switch (kind) {
    case 'edited':
      return `Line ${id} was edited: what it says is not what was written.`;
    case 'gap':
      return `Line ${id} is missing.`;
    case 'reordered':
      return `Line ${id} is out of order: another stands in its place.`;
    case 'added':
      return `Line ${id} was added: toc did not write it.`;
    case 'cut-off':
      return `The end is cut off: line ${id} and all that followed are missing.`;
    case 'rewritten':
      return `Line ${id} is not the one that was recorded as the newest: it or lines before it were written anew.`;
    case 'no-head':
      return `The record of the newest line is gone: whether lines after line ${id} were cut off cannot be known.`;
  }
};
