import type { Doctor, RuntimeReport } from '#shared/contract/system.ts';

/** How a runtime stands, in a word, and what it means for the user. */
export interface RuntimeState {
  readonly check: 'Passed' | 'Look at this' | 'Problem';
  readonly word: string;
  /** The fact. */
  readonly fact: string;
  /** The one step that fixes it, as a command to run, or null. */
  readonly step: string | null;
}

const signedInFact = (signedIn: boolean | null): string => {
  if (signedIn === null) return 'Whether it is signed in shows at its first start.';
  return signedIn ? 'Signed in.' : 'Not signed in.';
};

/** What the report on a runtime comes to. */
export const runtimeState = (report: RuntimeReport): RuntimeState => {
  const { problem } = report;
  switch (problem?.code) {
    case 'missing':
      return {
        check: 'Problem',
        word: 'Not found',
        fact: `Looked in ${problem.looked.length} folders of the PATH.`,
        step: problem.install,
      };
    case 'too-old':
      return {
        check: 'Problem',
        word: 'Too old',
        fact: `toc needs ${problem.minimum} or later.`,
        step: problem.upgrade,
      };
    case 'signed-out':
      return {
        check: 'Look at this',
        word: 'Needs sign-in',
        fact: 'Sign in once, then look again.',
        step: problem.run,
      };
    case 'broken':
      return { check: 'Problem', word: 'Does not run', fact: problem.message, step: null };
    case undefined:
      return report.newerThanDriven === null
        ? { check: 'Passed', word: 'Ready', fact: signedInFact(report.signedIn), step: null }
        : {
            check: 'Look at this',
            word: 'Ready',
            fact: `${signedInFact(report.signedIn)} Newer than ${report.newerThanDriven}, the newest that toc was driven with: it should work.`,
            step: null,
          };
  }
};

/** What only one of two PATHs has. */
export const pathDifference = ({
  app,
  shell,
}: Doctor['path']): { onlyApp: string[]; onlyShell: string[] } => ({
  onlyApp: app.filter((folder) => !shell.includes(folder)),
  onlyShell: shell.filter((folder) => !app.includes(folder)),
});

const withoutHome = (text: string, home: string): string =>
  home === '' || home === '/' ? text : text.replaceAll(home, '~');

/** The doctor's findings as text to paste into a report; the home folder is left out. */
export const reportText = (
  doctor: Doctor,
  about: { readonly version: string; readonly platform: string; readonly home: string },
): string => {
  const difference = pathDifference(doctor.path);
  return withoutHome(
    [
      `toc ${about.version} on ${about.platform}`,
      ...doctor.runtimes.map((report) => {
        const { word, fact } = runtimeState(report);
        return `${report.name}: ${word}. ${report.version ?? 'no version'}, ${report.found ?? 'not found'}. ${fact}`;
      }),
      `Shell: ${doctor.shell.file}${doctor.shell.problem === null ? '' : `: ${doctor.shell.problem}`}`,
      `Only in the app’s PATH: ${difference.onlyApp.join(':') || 'nothing'}`,
      `Only in the shell’s PATH: ${difference.onlyShell.join(':') || 'nothing'}`,
      `TOC_HOME: ${doctor.tocHome}`,
      `Supervisor: ${doctor.supervisor ? `process ${doctor.supervisor.pid}, ${doctor.supervisor.version}` : 'not running'}`,
      ...(doctor.setAside === null ? [] : [`Database set aside: ${doctor.setAside}`]),
    ].join('\n'),
    about.home,
  );
};

/** How many findings are problems, and how many are worth a look. */
export const findings = (doctor: Doctor): { readonly problems: number; readonly looks: number } => {
  const checks = doctor.runtimes.map((report) => runtimeState(report).check);
  const others: RuntimeState['check'][] = [
    ...(doctor.shell.problem === null ? [] : ['Look at this' as const]),
    ...(doctor.setAside === null ? [] : ['Problem' as const]),
  ];
  const all = [...checks, ...others];
  return {
    problems: all.filter((check) => check === 'Problem').length,
    looks: all.filter((check) => check === 'Look at this').length,
  };
};
