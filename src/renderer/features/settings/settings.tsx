export { DoctorPage } from './doctor-page.tsx';
export { FirstRun } from './first-run.tsx';
export { SettingsPage } from './settings-page.tsx';
export { useDoctor } from './use-doctor.ts';
export { findings, runtimeState } from './words.ts';
