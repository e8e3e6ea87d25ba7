export { ActingProvider, useActing, type Acting } from './acting.tsx';
export { Announcer } from './announcer.tsx';
export { EndedStrip } from './ended-strip.tsx';
export { Inspector } from './inspector.tsx';
export { endKey, listed } from './listed.ts';
export { PaneHead } from './pane-head.tsx';
export { SessionList } from './session-list.tsx';
export { SessionsPage } from './sessions-page.tsx';
