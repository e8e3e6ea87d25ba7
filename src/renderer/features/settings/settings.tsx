export { FirstRun } from './first-run.tsx';
export { useDoctor } from './use-doctor.ts';
export { findings, runtimeState } from './words.ts';
