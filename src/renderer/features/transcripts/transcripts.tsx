export { TranscriptView } from './transcript-view.tsx';
