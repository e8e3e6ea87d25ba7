import type { RuntimeId } from '#shared/contract/ids.ts';
import { claude } from './claude/claude.ts';
import { claudeLogs } from './claude/reader.ts';
import { codex } from './codex/codex.ts';
import { codexLogs } from './codex/reader.ts';
import type { LogKind } from './reader.ts';
import type { Runtime } from './runtime.ts';

/** Every runtime there is. Only composition roots pick one from here. */
export const runtimes: Readonly<Record<RuntimeId, Runtime>> = { codex, 'claude-code': claude };

/** How the logs of every runtime are found and read. */
export const logKinds: readonly LogKind[] = [codexLogs, claudeLogs];
