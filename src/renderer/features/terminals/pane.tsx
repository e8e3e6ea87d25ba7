import {
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type ClipboardEvent,
  type FocusEvent,
  type KeyboardEvent,
} from 'react';
import { currentPlatform, paneCommand } from './app-keys.ts';
import { copyText } from './clipboard.ts';
import { FindBar } from './find-bar.tsx';
import { PassingNotice, StandingNotice } from './notices.tsx';
import { PaneFrame, type PaneFrameProps } from './pane-frame.tsx';
import { PasteDialog } from './paste-dialog.tsx';
import { pasteQuestion, type PasteQuestion } from './paste.ts';
import type { Pump } from './pump.ts';
import type { OpenView } from './screens.ts';
import type { TerminalView } from './terminal-view.ts';

export interface PaneProps extends Omit<
  PaneFrameProps,
  'label' | 'over' | 'onFocus' | 'onBlur' | 'children'
> {
  readonly runId: string;
  readonly readable: boolean;
  readonly fontSize: number;
  readonly pump: Pump;
  /** Gets what opens the view. */
  readonly screens: () => Promise<OpenView>;
  readonly onFocus: () => void;
  readonly onLink: (url: string) => void;
}

const never = (): (() => void) => () => {};
const nothing = (): null => null;

interface ViewProps extends Pick<PaneProps, 'runId' | 'pump' | 'screens' | 'fontSize' | 'onLink'> {
  readonly host: HTMLElement | null;
  readonly copy: HTMLElement | null;
}

/** A view as long as the pane shows this run; null until its elements and its code are there. */
const useTerminalView = (props: ViewProps): TerminalView | null => {
  const { runId, pump, screens, fontSize, onLink, host, copy } = props;
  const [view, setView] = useState<TerminalView | null>(null);
  const [failed, setFailed] = useState<{ readonly problem: unknown } | null>(null);
  const latest = useRef({ fontSize, onLink });
  useEffect(() => {
    latest.current = { fontSize, onLink };
  });
  useEffect(() => {
    if (!host || !copy) return undefined;
    let over = false;
    let opened: TerminalView | null = null;
    screens().then(
      (open) => {
        if (over) return;
        opened = open({
          runId,
          pump,
          host,
          copy,
          fontSize: latest.current.fontSize,
          onLink: (url) => latest.current.onLink(url),
        });
        setView(opened);
      },
      (problem: unknown) => setFailed({ problem }),
    );
    return () => {
      over = true;
      setView(null);
      opened?.close();
    };
  }, [runId, pump, screens, host, copy]);
  useEffect(() => view?.setFontSize(fontSize), [view, fontSize]);
  // The view around the panes says it.
  if (failed) throw failed.problem;
  return view;
};

/** One terminal with its head and what must be said above it. */
export const Pane = (props: PaneProps) => {
  const { title, focused, readable, onFocus } = props;
  const [host, setHost] = useState<HTMLDivElement | null>(null);
  const [copy, setCopy] = useState<HTMLDivElement | null>(null);
  const [within, setWithin] = useState(false);
  const [finding, setFinding] = useState(false);
  const [question, setQuestion] = useState<PasteQuestion | null>(null);
  const view = useTerminalView({ ...props, host, copy });
  const state = useSyncExternalStore(view?.subscribe ?? never, view?.state ?? nothing);

  useEffect(() => view?.setFocused(focused), [view, focused]);
  useEffect(() => {
    if (focused) view?.focus();
  }, [view, focused]);
  useEffect(() => view?.askForCopy(readable || within), [view, readable, within]);

  const handleFocus = (): void => {
    setWithin(true);
    if (!focused) onFocus();
  };
  const handleBlur = ({ currentTarget, relatedTarget }: FocusEvent): void => {
    if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) setWithin(false);
  };
  const endFind = (): void => {
    setFinding(false);
    view?.endFind();
    view?.focus();
  };
  const handleKey = (event: KeyboardEvent): void => {
    const command = paneCommand(event.nativeEvent, currentPlatform());
    if (command === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (command === 'find') setFinding(true);
    const selection = command === 'copy' ? (view?.selection() ?? '') : '';
    if (selection !== '') void copyText(selection);
  };
  const handlePaste = (event: ClipboardEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    const text = event.clipboardData.getData('text/plain');
    const asked = pasteQuestion(text);
    if (asked) setQuestion(asked);
    else if (text !== '') view?.paste(text);
  };
  const answerPaste = (paste: boolean): void => {
    if (paste && question) view?.paste(question.text);
    setQuestion(null);
    view?.focus();
  };

  return (
    <PaneFrame
      {...props}
      label={`Terminal ${title}`}
      over={
        <>
          {view && state && <PassingNotice view={view} state={state} />}
          {view && finding && <FindBar view={view} found={state?.found ?? null} onClose={endFind} />}
        </>
      }
      onFocus={handleFocus}
      onBlur={handleBlur}
    >
      {view && state && <StandingNotice view={view} state={state} />}
      <div
        className="relative min-h-0 flex-1 py-[7px] pl-3"
        onKeyDownCapture={handleKey}
        onPasteCapture={handlePaste}
      >
        {/* A ligature would draw one sign where the program put two. */}
        <div
          ref={setHost}
          className="h-full w-full overflow-hidden [font-feature-settings:'calt'_0,'liga'_0]"
        />
        <div
          ref={setCopy}
          role="document"
          aria-label="Screen"
          tabIndex={0}
          className="sr-only whitespace-pre"
        />
      </div>
      {question && <PasteDialog question={question} onAnswer={answerPaste} />}
    </PaneFrame>
  );
};
