import type { AuditCheck } from '#shared/contract/audit.ts';
import { faultWords } from '#shared/audit-words.ts';
import { CopyIcon } from '#renderer/ui/copy-button.tsx';
import { Note } from '#renderer/ui/note.tsx';

const counted = (entries: number): string =>
  entries === 1 ? '1 line' : `${entries.toLocaleString('en')} lines`;

const Hash = ({ hash }: { readonly hash: string }) => (
  <p className="mt-1 flex items-center gap-2">
    <span className="min-w-0 break-words">
      Hash of the last: <code className="font-mono break-all">{hash}</code>
    </span>
    <CopyIcon label="Copy the hash of the last" text={hash} />
  </p>
);

/** What a check of the whole trail found, and what it proves. */
export const CheckResult = ({ check: { entries, head, fault } }: { readonly check: AuditCheck }) => (
  <Note kind={fault === null ? 'fact' : 'error'} className="mx-4 mt-3">
    <p className="font-medium">
      {fault === null
        ? `The audit trail is whole: ${counted(entries)}.`
        : `The audit trail is not whole. ${faultWords(fault)}`}
    </p>
    {fault !== null && <p>Lines that fit, from the first on: {entries.toLocaleString('en')}.</p>}
    {head !== null && <Hash hash={head} />}
    {fault === null && head !== null && (
      <p className="mt-1">
        Whoever can write toc’s files could make the whole trail anew, hashes and all. Keep this hash
        elsewhere: if the trail is whole later and still has it (Words finds it), nothing up to its line was
        changed.
      </p>
    )}
  </Note>
);
