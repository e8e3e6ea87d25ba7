import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { RuntimeReport } from '#shared/contract/system.ts';
import { ask, lookUp } from '../program.ts';
import type { Environment } from '../runtime.ts';
import { atLeast, compareVersions, versionIn } from '../versions.ts';
import { claudeHome } from './locate.ts';
import { claudeModels, claudeVersions } from './models.ts';

const INSTALL = 'npm install -g @anthropic-ai/claude-code';
const UPGRADE = 'npm install -g @anthropic-ai/claude-code@latest';

/** Older versions take `auth status` for a prompt, which costs money: only a version seen to have it is asked. */
const ASKS = '2.1.330';

const AuthStatus = z.object({ loggedIn: z.boolean() });

const hasCredentials = async (env: Environment): Promise<boolean | null> => {
  if (env['ANTHROPIC_API_KEY'] || env['ANTHROPIC_AUTH_TOKEN'] || env['CLAUDE_CODE_OAUTH_TOKEN']) return true;
  const found = await access(join(claudeHome(env), '.credentials.json')).then(
    () => true,
    () => false,
  );
  // They may lie in a keychain we do not open.
  return found ? true : null;
};

const signedIn = async (path: string, version: string, env: Environment): Promise<boolean | null> => {
  if (!atLeast(version, ASKS)) return hasCredentials(env);
  const { stdout } = await ask(path, ['auth', 'status'], env);
  try {
    const status = AuthStatus.safeParse(JSON.parse(stdout));
    return status.success ? status.data.loggedIn : null;
  } catch {
    return null;
  }
};

/** Looks for Claude Code and asks what it is; sends no prompt. */
export const probeClaude = async (env: Environment): Promise<RuntimeReport> => {
  const { found, looked } = await lookUp('claude', env);
  const base: RuntimeReport = {
    id: 'claude-code',
    name: 'Claude Code',
    found,
    version: null,
    signedIn: null,
    problem: null,
    models: claudeModels(null),
    newerThanDriven: null,
  };
  if (found === null) return { ...base, problem: { code: 'missing', looked: [...looked], install: INSTALL } };
  const asked = await ask(found, ['--version'], env);
  const version = versionIn(asked.stdout);
  if (asked.code !== 0 || version === null) {
    const message = (asked.stderr || asked.stdout).trim().slice(0, 500) || 'it told no version within 30 s';
    return { ...base, problem: { code: 'broken', message } };
  }
  if (!atLeast(version, claudeVersions.oldest)) {
    return {
      ...base,
      version,
      problem: { code: 'too-old', minimum: claudeVersions.oldest, upgrade: UPGRADE },
    };
  }
  const models = claudeModels(version);
  const known = await signedIn(found, version, env);
  return {
    ...base,
    version,
    models,
    signedIn: known,
    problem: known === false ? { code: 'signed-out', run: 'claude' } : null,
    newerThanDriven: compareVersions(version, claudeVersions.newest) > 0 ? claudeVersions.newest : null,
  };
};
