import { useEffect } from 'react';
import { fetchScreens } from '#renderer/features/terminals/terminals.tsx';
import { lazily, type LazyPart } from '#renderer/ui/lazily.tsx';
import type { PageName } from './view.ts';

/** The ways from one page to another; a page takes those it has a place for. */
interface PageProps {
  readonly onProcesses: () => void;
  readonly onAudit: () => void;
}

interface PageEntry {
  /** What stands in the title bar, also while the page is still coming. */
  readonly title: string;
  readonly Page: LazyPart<PageProps>;
}

/**
 * Every page that needs nothing but its name: one line each. Its code comes when it is opened first, or when
 * the window has nothing else to do.
 */
export const pages: Readonly<Record<PageName, PageEntry>> = {
  usage: {
    title: 'Usage',
    Page: lazily<PageProps>(async () => (await import('#renderer/features/usage/usage.tsx')).UsagePage),
  },
  processes: {
    title: 'Processes',
    Page: lazily<PageProps>(
      async () => (await import('#renderer/features/processes/processes.tsx')).ProcessesPage,
    ),
  },
  audit: {
    title: 'Audit',
    Page: lazily<PageProps>(async () => (await import('#renderer/features/audit/audit.tsx')).AuditPage),
  },
  doctor: {
    title: 'Doctor',
    Page: lazily<PageProps>(
      async () => (await import('#renderer/features/settings/doctor-page.tsx')).DoctorPage,
    ),
  },
  settings: {
    title: 'Settings',
    Page: lazily<PageProps>(
      async () => (await import('#renderer/features/settings/settings-page.tsx')).SettingsPage,
    ),
  },
};

/** The form of an agent, and what stands in its place for one that cannot be read. */
export const AgentForm = lazily(
  async () => (await import('#renderer/features/agents/agent-form.tsx')).AgentForm,
);

/** A conversation, read from its log. */
export const TranscriptView = lazily(
  async () => (await import('#renderer/features/transcripts/transcripts.tsx')).TranscriptView,
);

/** The steps of a background run while it works. */
export const LiveSteps = lazily(
  async () => (await import('#renderer/features/transcripts/transcripts.tsx')).LiveSteps,
);

/** The question for an agent's prompt. */
export const RunInBackground = lazily(
  async () => (await import('#renderer/features/agents/run-in-background.tsx')).RunInBackground,
);

/** Nothing of what is to be seen waits for this, and a page that is opened earlier fetches its own. */
const QUIET = 1000;

/** Once the window is there, gets what it may be asked for next. */
export const useFetchAhead = (there: boolean): void => {
  useEffect(() => {
    if (!there) return undefined;
    const timer = setTimeout(() => {
      const parts = [
        fetchScreens(),
        AgentForm.fetchAhead(),
        TranscriptView.fetchAhead(),
        LiveSteps.fetchAhead(),
        RunInBackground.fetchAhead(),
        ...Object.values(pages).map(({ Page }) => Page.fetchAhead()),
      ];
      // Whoever opens a part that did not come is told then.
      void Promise.allSettled(parts);
    }, QUIET);
    return () => clearTimeout(timer);
  }, [there]);
};
