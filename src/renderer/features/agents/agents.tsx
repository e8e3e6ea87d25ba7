export type { FormCommands } from './agent-form.tsx';
export { AgentTree } from './agent-tree.tsx';
export { BrokenAgent } from './broken-agent.tsx';
export { refKey } from './draft.ts';
