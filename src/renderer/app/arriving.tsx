import { Component, Suspense, useEffect, type ReactNode } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { TitleBar } from '#renderer/ui/title-bar.tsx';

/** Told when the code of a view does not come: main went away, or was updated under this window. */
const NotArrived = ({ title, problem }: { readonly title: string; readonly problem: string }) => (
  <>
    <TitleBar title={title} />
    <div className="max-w-[640px] px-6 py-5">
      <Note kind="error" className="mb-4">
        This page could not be drawn: {problem}. Reload the window; no session is touched by that.
      </Note>
      <Button onClick={() => location.reload()}>Reload</Button>
    </div>
  </>
);

interface KeeperProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** Keeps a view that fails from taking the window with it. */
class Keeper extends Component<KeeperProps, { readonly problem: string | null }> {
  override state: { readonly problem: string | null } = { problem: null };

  static getDerivedStateFromError(problem: unknown) {
    return { problem: problem instanceof Error ? problem.message : String(problem) };
  }

  override render() {
    const { problem } = this.state;
    return problem === null ? this.props.children : <NotArrived title={this.props.title} problem={problem} />;
  }
}

export interface ArrivingProps {
  /** The kind of the view; another kind is another arrival. */
  readonly kind: string;
  /** Called when the view is there; tells whether it is another one than before. */
  readonly onArrive: (kind: string) => boolean;
  readonly title: string;
  /** Whether opening the view puts the focus on its heading; forms and terminals take it themselves. */
  readonly heading: boolean;
  readonly children: ReactNode;
}

/** Stands beside what is coming, so that it acts only once that is there. */
const Arrived = ({ kind, onArrive, heading }: Pick<ArrivingProps, 'kind' | 'onArrive' | 'heading'>) => {
  useEffect(() => {
    if (onArrive(kind) && heading) document.querySelector<HTMLElement>('h1[data-heading]')?.focus();
  }, [kind, onArrive, heading]);
  return null;
};

/** A view whose code may still be coming: meanwhile its title bar stands on an empty page. */
export const Arriving = ({ kind, onArrive, title, heading, children }: ArrivingProps) => (
  <Keeper key={kind} title={title}>
    <Suspense fallback={<TitleBar title={title} />}>
      {children}
      <Arrived kind={kind} onArrive={onArrive} heading={heading} />
    </Suspense>
  </Keeper>
);
