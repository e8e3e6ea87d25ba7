import type { Permission } from './contract/agents.ts';
import type { RuntimeId } from './contract/ids.ts';

const sentences: Readonly<Record<RuntimeId, Readonly<Record<Permission, string | null>>>> = {
  codex: {
    'read-only': 'Codex cannot ask in the background: every write is refused.',
    ask: 'Codex cannot ask in the background: what its sandbox does not allow is refused.',
    bypass: null,
  },
  'claude-code': {
    'read-only':
      'Claude Code cannot ask in the background: its editing tools are off, and what it would ask for is refused.',
    ask: 'Claude Code cannot ask in the background: edits and commands it would ask for are refused.',
    bypass: null,
  },
};

/** What becomes of a permission where nobody can be asked; null: it asks for nothing anyway. */
export const backgroundSentence = (runtime: RuntimeId, permission: Permission): string | null =>
  sentences[runtime][permission];
