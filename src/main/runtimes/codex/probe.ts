import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RuntimeReport } from '#shared/contract/system.ts';
import { ask, lookUp } from '../program.ts';
import type { Environment } from '../runtime.ts';
import { atLeast, compareVersions, versionIn } from '../versions.ts';
import { codexHome } from './locate.ts';
import { codexModels, codexVersions } from './models.ts';

const INSTALL = 'npm install -g @openai/codex';
const UPGRADE = 'npm install -g @openai/codex@latest';

/** A provider of the user's own may need no sign-in, and only its first answer tells. */
const hasOwnProvider = async (env: Environment): Promise<boolean> => {
  try {
    const config = await readFile(join(codexHome(env), 'config.toml'), 'utf8');
    const provider = /^\s*model_provider\s*=\s*["']([^"']+)["']/m.exec(config)?.[1];
    return provider !== undefined && provider !== 'openai';
  } catch {
    return false;
  }
};

const signedIn = async (path: string, env: Environment): Promise<boolean | null> => {
  const { code } = await ask(path, ['login', 'status'], env);
  if (code === 0) return true;
  if (code === null || env['OPENAI_API_KEY'] || env['CODEX_API_KEY'] || (await hasOwnProvider(env)))
    return null;
  return false;
};

/** Looks for Codex and asks what it is; sends no prompt and needs no network. */
export const probeCodex = async (env: Environment): Promise<RuntimeReport> => {
  const { found, looked } = await lookUp('codex', env);
  const base: RuntimeReport = {
    id: 'codex',
    name: 'Codex',
    found,
    version: null,
    signedIn: null,
    problem: null,
    models: codexModels(null),
    newerThanDriven: null,
  };
  if (found === null) return { ...base, problem: { code: 'missing', looked: [...looked], install: INSTALL } };
  const asked = await ask(found, ['--version'], env);
  const version = versionIn(asked.stdout);
  if (asked.code !== 0 || version === null) {
    const message = (asked.stderr || asked.stdout).trim().slice(0, 500) || 'it told no version within 30 s';
    return { ...base, problem: { code: 'broken', message } };
  }
  if (!atLeast(version, codexVersions.oldest)) {
    return {
      ...base,
      version,
      problem: { code: 'too-old', minimum: codexVersions.oldest, upgrade: UPGRADE },
    };
  }
  const models = codexModels(version);
  const known = await signedIn(found, env);
  return {
    ...base,
    version,
    models,
    signedIn: known,
    problem: known === false ? { code: 'signed-out', run: 'codex login' } : null,
    newerThanDriven: compareVersions(version, codexVersions.newest) > 0 ? codexVersions.newest : null,
  };
};
