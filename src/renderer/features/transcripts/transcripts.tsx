export { LiveSteps } from './live-steps.tsx';
export { TranscriptView } from './transcript-view.tsx';
