import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode } from 'react';
import type { Doctor, RuntimeReport } from '#shared/contract/system.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain } from '#renderer/bridge/failure-words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { CheckGlyph } from '#renderer/ui/glyph.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { shortPath } from '#renderer/ui/paths.ts';
import { TitleBar } from '#renderer/ui/title-bar.tsx';
import { findings, pathDifference, reportText, runtimeState } from './words.ts';
import { useDoctor } from './use-doctor.ts';

type CheckWord = 'Passed' | 'Look at this' | 'Problem';

const Row = ({
  check,
  name,
  children,
  action,
}: {
  readonly check: CheckWord;
  readonly name: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) => (
  <li className="flex min-h-9 items-center gap-3 border-t border-line-faint py-1.5 pr-2 pl-3 first:border-0 short:min-h-[30px] short:py-0.5">
    <CheckGlyph word={check} />
    <span
      className={`w-[172px] shrink-0 narrow:w-32 ${check === 'Passed' ? 'text-fg-2' : 'font-medium text-fg'}`}
    >
      {name}
    </span>
    <span className={`min-w-0 grow text-xs break-words ${check === 'Passed' ? 'text-fg-3' : 'text-fg-2'}`}>
      {children}
    </span>
    {action}
  </li>
);

const Section = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="mb-4">
    <h2 className="mb-2 text-xs font-medium text-fg-3 short:mb-1">{title}</h2>
    <ul className="rounded-md border border-line bg-content">{children}</ul>
  </section>
);

const RuntimeRow = ({
  report,
  home,
}: {
  readonly report: RuntimeReport;
  readonly home: string | undefined;
}) => {
  const { check, word, fact, step } = runtimeState(report);
  return (
    <Row
      check={check}
      name={report.name}
      action={step === null ? undefined : <CopyButton label="Copy command" text={step} />}
    >
      <span className="font-medium">{word}.</span> {[report.version, fact].filter(Boolean).join('. ')}{' '}
      {step !== null && (
        <>
          Run <code className="font-mono">{step}</code>
        </>
      )}
      {report.found !== null && (
        <span title={report.found} className="block truncate text-fg-3">
          {shortPath(report.found, home)}
        </span>
      )}
    </Row>
  );
};

const PathRow = ({ path }: { readonly path: Doctor['path'] }) => {
  const { onlyApp, onlyShell } = pathDifference(path);
  if (onlyApp.length === 0 && onlyShell.length === 0) {
    return (
      <Row check="Passed" name="PATH">
        The app and your shell have the same {path.shell.length} folders.
      </Row>
    );
  }
  return (
    <Row check="Passed" name="PATH">
      toc uses your shell’s.
      {onlyShell.length > 0 && <span className="block">Only there: {onlyShell.join(', ')}</span>}
      {onlyApp.length > 0 && (
        <span className="block">Only in the app’s own, not used: {onlyApp.join(', ')}</span>
      )}
    </Row>
  );
};

const olderSupervisorText = ({ version, pid, runs }: NonNullable<Doctor['olderSupervisor']>): string =>
  `An older supervisor (${version}, pid ${pid}) keeps ${runs} ${runs === 1 ? 'run' : 'runs'}; it leaves when ${
    runs === 1 ? 'it ends' : 'they end'
  }.`;

const SystemRows = ({
  doctor,
  home,
  onProcesses,
}: {
  readonly doctor: Doctor;
  readonly home: string | undefined;
  readonly onProcesses: () => void;
}) => (
  <>
    <Row check={doctor.shell.problem === null ? 'Passed' : 'Look at this'} name="Login shell">
      {doctor.shell.file}
      {doctor.shell.problem === null
        ? ' answered.'
        : `: ${doctor.shell.problem}. toc uses its own environment instead.`}
    </Row>
    <PathRow path={doctor.path} />
    <Row
      check="Passed"
      name="Supervisor"
      action={
        <Button size="small" onClick={onProcesses}>
          Show processes
        </Button>
      }
    >
      {doctor.supervisor
        ? `Process ${doctor.supervisor.pid}, version ${doctor.supervisor.version}. It keeps sessions alive while toc is closed.`
        : 'Not running; it starts with the first session.'}
    </Row>
    {doctor.olderSupervisor !== null && (
      <Row check="Passed" name="Older supervisor">
        {olderSupervisorText(doctor.olderSupervisor)}
      </Row>
    )}
    <Row check="Passed" name="TOC_HOME">
      <span className="break-all">{shortPath(doctor.tocHome, home)}</span>
    </Row>
    {doctor.setAside !== null && (
      <Row check="Problem" name="Database" action={<CopyButton label="Copy path" text={doctor.setAside} />}>
        It could not be read and was set aside as{' '}
        <span className="break-all">{shortPath(doctor.setAside, home)}</span>. Nothing was deleted; toc
        started with an empty one.
      </Row>
    )}
  </>
);

const Summary = ({ doctor }: { readonly doctor: Doctor }) => {
  const { problems, looks } = findings(doctor);
  const looked = `${looks} ${looks === 1 ? 'thing' : 'things'} to look at`;
  return (
    <p role="status" className="mb-4 flex items-baseline gap-2">
      <span className={`text-lg font-medium ${problems > 0 ? 'text-failed' : 'text-fg'}`}>
        {problems === 0 ? 'No problems' : `${problems} ${problems === 1 ? 'problem' : 'problems'}`}
      </span>
      <span className="text-fg-2">{looks === 0 ? '' : `and ${looked}.`}</span>
    </p>
  );
};

/** What toc found on this machine, and what to do about it. */
export const DoctorPage = ({ onProcesses }: { readonly onProcesses: () => void }) => {
  const { doctor, problem, looking, lookAgain } = useDoctor();
  const { data: info } = useQuery(useApi().system.info.queryOptions());
  // Opening the page looks afresh, once; the last look is shown meanwhile.
  const look = useRef(lookAgain);
  useEffect(() => look.current(), []);
  return (
    <>
      <TitleBar
        title="Doctor"
        note={looking ? 'Looking…' : undefined}
        actions={
          <>
            {doctor && info && <CopyButton label="Copy report" text={reportText(doctor, info)} />}
            <Button size="small" disabled={looking} onClick={lookAgain}>
              Look again
            </Button>
          </>
        }
      />
      <div className="min-h-0 grow overflow-y-auto bg-content px-6 py-5 narrow:px-4 short:py-3">
        <div className="max-w-[860px]">
          {problem && (
            <Note kind="error" className="mb-4">
              {explain(problem)}
            </Note>
          )}
          {!doctor && !problem && (
            <p className="text-fg-3">Looking for runtimes, the shell and the supervisor.</p>
          )}
          {doctor && (
            <>
              <Summary doctor={doctor} />
              <Section title="Runtimes">
                {doctor.runtimes.map((report) => (
                  <RuntimeRow key={report.id} report={report} home={info?.home} />
                ))}
              </Section>
              <Section title="System">
                <SystemRows doctor={doctor} home={info?.home} onProcesses={onProcesses} />
              </Section>
              {info && <p className="text-xs text-fg-3">toc {info.version}</p>}
            </>
          )}
        </div>
      </div>
    </>
  );
};
