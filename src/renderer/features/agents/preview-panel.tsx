import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Fragment, useEffect, useState } from 'react';
import type { AgentDraft, Preview, PreviewKind, PreviewPart } from '#shared/contract/agents.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain, runtimeName } from '#renderer/bridge/failure-words.ts';
import { CopyIcon } from '#renderer/ui/copy-button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { shortPath } from '#renderer/ui/paths.ts';
import { Tabs } from '#renderer/ui/tabs.tsx';
import { partReason, quoted } from './words.ts';

const SETTLES_AFTER = 150;

const useSettled = <Value,>(value: Value): Value => {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLES_AFTER);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
};

/** The command line of a draft, a little after the last change. */
export const usePreview = (draft: AgentDraft, kind: PreviewKind) => {
  // The draft is made anew on every render; as text it only changes with what it says.
  const settled = useSettled(JSON.stringify({ draft, kind }));
  const api = useApi();
  const current = JSON.stringify({ draft, kind });
  const query = useQuery(
    api.agents.preview.queryOptions({
      input: { draft, kind },
      enabled: settled === current,
      placeholderData: keepPreviousData,
    }),
  );
  return query;
};

export type Lit = PreviewPart['from'] | null;

const INSTRUCTIONS_SHOWN = 160;

const shortened = (text: string): string =>
  text.length > INSTRUCTIONS_SHOWN ? `${text.slice(0, INSTRUCTIONS_SHOWN)}…` : text;

interface CommandProps {
  readonly preview: Preview;
  readonly home: string | undefined;
  readonly unknownModel: boolean;
  readonly lit: Lit;
  /** On one line that wraps, for want of room. */
  readonly flowing?: boolean;
  readonly onLight: (lit: Lit) => void;
}

/** So long an argument, or an option with its value, stands in one line. */
const UNBROKEN = 34;

/** The words of one line of the preview: only what is long breaks within, never `--option` behind its dashes. */
const Words = ({ line }: { readonly line: Preview['lines'][number] }) => {
  const words = line.map(({ text }) => quoted(text));
  const all = words.join(' ');
  if (all.length > INSTRUCTIONS_SHOWN) return shortened(all);
  return (all.length <= UNBROKEN ? [all] : words).map((word, index) => (
    <Fragment key={`${index} ${word}`}>
      {index > 0 && ' '}
      <span className={word.length <= UNBROKEN ? 'whitespace-pre' : ''}>{word}</span>
    </Fragment>
  ));
};

const isFromForm = (from: PreviewPart['from']): boolean =>
  from === 'model' || from === 'permission' || from === 'instructions';

/** A command line as it would be typed, with the parts of the form marked. */
export const Command = ({ preview, home, unknownModel, lit, flowing = false, onLight }: CommandProps) => (
  <pre className="font-mono text-xs leading-5 break-words whitespace-pre-wrap text-fg">
    <span className="text-fg-3">$ cd </span>
    {placed(preview.cwd, home)}
    {preview.lines.map((line, index) => {
      const from = line.at(-1)?.from ?? 'toc';
      const text = line.map((part) => quoted(part.text)).join(' ');
      return (
        <span key={`${index} ${text}`}>
          <span className={flowing ? 'hidden' : 'narrow:hidden'}>{index === 0 ? '\n' : ' \\\n  '}</span>
          <span className={flowing ? '' : 'wide:hidden'}>{index === 0 ? ' && ' : ' '}</span>
          {isFromForm(from) ? (
            <span
              className="from-form"
              data-unknown={from === 'model' && unknownModel ? '' : undefined}
              data-lit={lit === from ? '' : undefined}
              onMouseEnter={() => onLight(from)}
              onMouseLeave={() => onLight(null)}
              title={text.length > INSTRUCTIONS_SHOWN ? text : undefined}
            >
              <Words line={line} />
            </span>
          ) : (
            <Words line={line} />
          )}
        </span>
      );
    })}
  </pre>
);

const Because = ({ preview, draft }: { readonly preview: Preview; readonly draft: AgentDraft }) => {
  const rows = preview.lines.flatMap((line) => {
    const reason = partReason(line.at(-1)?.from ?? 'program', draft);
    const flag = line[0]?.text;
    return reason && flag !== undefined ? [{ flag, ...reason }] : [];
  });
  if (rows.length === 0) return null;
  return (
    <div className="narrow:hidden">
      <h3 className="mt-5 mb-1 text-xs font-medium text-fg-3">Because</h3>
      <ul className="text-xs">
        {rows.map(({ flag, title, because }, index) => (
          <li
            key={`${index} ${flag}`}
            className="grid grid-cols-[132px_minmax(0,1fr)] border-b border-line-faint py-1.5 last:border-0"
          >
            <code className="truncate pr-2 font-mono text-2xs" title={flag}>
              {shortened(flag)}
            </code>
            <span className="min-w-0 break-words">
              <b className="font-medium">{title}</b>
              <br />
              <span className="text-fg-3">{because}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
};

/** The folder as it would be typed; in quotes a `~` would not mean the home folder. */
const placed = (cwd: string, home: string | undefined): string => {
  const short = shortPath(cwd, home);
  return short.startsWith('~/') ? `~/${quoted(short.slice(2))}` : quoted(cwd);
};

/** The same as plain text. */
export const plainText = (preview: Preview): string =>
  `cd ${quoted(preview.cwd)} && ${preview.lines.map((line) => line.map(({ text }) => quoted(text)).join(' ')).join(' ')}`;

export interface PreviewPanelProps {
  readonly draft: AgentDraft;
  readonly kind: PreviewKind;
  readonly onKind: (kind: PreviewKind) => void;
  readonly query: ReturnType<typeof usePreview>;
  readonly lit: Lit;
  readonly onLight: (lit: Lit) => void;
}

/** The command line that will run, exactly, and what put each part there. */
export const PreviewPanel = ({ draft, kind, onKind, query, lit, onLight }: PreviewPanelProps) => {
  const { data: info } = useQuery(useApi().system.info.queryOptions());
  const { data: preview, error } = query;
  return (
    <aside
      aria-label="Command preview"
      className="min-w-0 overflow-y-auto border-l border-line bg-sunken p-5 narrow:max-h-[40vh] narrow:border-t narrow:border-l-0 narrow:px-4 narrow:py-2"
    >
      <Tabs
        label="Launch"
        title="Will run"
        chosen={kind}
        choices={[
          { value: 'start', label: 'Start' },
          { value: 'background', label: 'Background' },
          { value: 'resume', label: 'Resume' },
        ]}
        onChoose={onKind}
      >
        {error && !preview && <Note kind="error">{explain(error)}</Note>}
        {!preview && !error && <p className="text-xs text-fg-3">Asking for the command line.</p>}
        {preview && (
          <>
            <div className="relative rounded-md border border-line bg-content p-3 pr-9 narrow:py-1.5">
              <Command
                preview={preview}
                home={info?.home}
                unknownModel={preview.warnings.some(({ code }) => code === 'unknown-model')}
                lit={lit}
                onLight={onLight}
              />
              <span className="absolute top-1.5 right-1.5">
                <CopyIcon label="Copy command" text={plainText(preview)} />
              </span>
            </div>
            <p className="mt-2 text-xs text-fg-3 narrow:hidden">
              Exactly these arguments, in this order. Underlined parts come from this form.
            </p>
            {preview.assumedVersion !== null && (
              <Note kind="fact" className="mt-3">
                {runtimeName(draft.runtime)} was not found here: these are the arguments for{' '}
                {preview.assumedVersion}.
              </Note>
            )}
            {preview.instructionsInArgv && (
              <Note kind="fact" className="mt-3">
                {runtimeName(draft.runtime)} takes instructions only on its command line: other users of this
                machine could read them in ps.
              </Note>
            )}
            <Because preview={preview} draft={draft} />
          </>
        )}
      </Tabs>
    </aside>
  );
};
