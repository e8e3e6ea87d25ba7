import type { ChangedFile, ConversationSummary } from '#shared/contract/transcripts.ts';
import { namesOf, pathFrom } from '#renderer/ui/paths.ts';
import { Section } from './section.tsx';
import { Todos } from './step-body.tsx';

interface Jumping {
  readonly onJump: (seq: number) => void;
}

/** The newest list of things to do, and how much of it is done. */
export const Plan = ({
  plan: { seq, todos },
  onJump,
}: { readonly plan: NonNullable<ConversationSummary['plan']> } & Jumping) => (
  <Section
    title="Plan"
    aside={
      <button
        type="button"
        title="Go to the step"
        className="tabular-nums hover:underline"
        onClick={() => onJump(seq)}
      >
        {todos.filter(({ state }) => state === 'done').length} of {todos.length}
      </button>
    }
  >
    <Todos todos={todos} />
  </Section>
);

const Lines = ({ added, removed }: Pick<ChangedFile, 'added' | 'removed'>) => (
  <>
    <span className="text-(--diff-add-fg)">+{added}</span>{' '}
    <span className="text-(--diff-del-fg)">−{removed}</span>
  </>
);

/** What became of the changes of a file, in words and figures. */
const Outcome = ({ file: { made, failed, unknown, ...lines } }: { readonly file: ChangedFile }) => (
  <span className="shrink-0 whitespace-nowrap tabular-nums">
    {made > 0 && <Lines {...lines} />}
    {made > 0 && failed > 0 && ' · '}
    {failed > 0 && (
      <span className="font-medium text-failed">{made + failed > 1 ? `${failed} failed` : 'failed'}</span>
    )}
    {made + failed === 0 && unknown > 0 && 'result unknown'}
  </span>
);

const LINE = 'flex w-full items-baseline justify-between gap-3 rounded-xs py-0.5 text-left text-xs text-fg-3';

const File = ({
  file,
  name,
  path,
  onJump,
}: { readonly file: ChangedFile; readonly name: string; readonly path: string } & Jumping) => {
  const { seq } = file;
  const line = (
    <>
      <code className="min-w-0 truncate font-mono text-fg">{name}</code>
      <Outcome file={file} />
    </>
  );
  return (
    <li title={path}>
      {seq === null ? (
        <span className={LINE}>{line}</span>
      ) : (
        <button
          type="button"
          aria-description={path}
          className={`${LINE} hover:bg-hover`}
          onClick={() => onJump(seq)}
        >
          {line}
        </button>
      )}
    </li>
  );
};

/** The files that were changed, or were to be; a click goes to the last change. */
export const Files = ({
  summary: { files, moreFiles },
  folder,
  onJump,
}: { readonly summary: ConversationSummary; readonly folder: string | null } & Jumping) => {
  const sum = (of: 'added' | 'removed'): number => files.reduce((all, file) => all + file[of], 0);
  const names = namesOf(files.map(({ path }) => path));
  return (
    <Section
      title="Files"
      aside={
        <span className="tabular-nums">
          <Lines added={sum('added')} removed={sum('removed')} />
        </span>
      }
    >
      <ul aria-label="Files">
        {files.map((file, index) => (
          <File
            key={file.path}
            file={file}
            name={names[index] ?? file.path}
            path={pathFrom(file.path, folder)}
            onJump={onJump}
          />
        ))}
      </ul>
      {moreFiles > 0 && (
        <p className="mt-1 text-xs text-fg-3">{moreFiles.toLocaleString('en')} more are not listed.</p>
      )}
    </Section>
  );
};
