import { logKinds } from '../catalog.ts';
import * as claude from '../claude/reading/test-support/logs.ts';
import * as codex from '../codex/reading/test-support/logs.ts';

const recorded = { codex, 'claude-code': claude };

/** Every kind of logs with its recorded ones, and the ways of reading them. */
export const recordedKinds = logKinds.map((kind) => ({ kind, ...recorded[kind.runtime] }));
