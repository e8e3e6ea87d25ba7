import { accessSync, constants, statSync } from 'node:fs';
import { constants as system } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Launch } from '../machine/launch.ts';

const isProgram = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Not there, or not for us.
    return false;
  }
};

/** Why a launch cannot start; null when it can. Asked before, because a fork that cannot exec looks like a program that ended at once. */
export const problemWith = ({ file, cwd, env }: Launch): string | null => {
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) return `There is no folder ${cwd}.`;
  const places = file.includes('/') ? [file] : (env['PATH'] ?? '').split(delimiter);
  const found = places.some((place) => isProgram(file.includes('/') ? place : join(place, file)));
  return found ? null : `There is no program ${file}.`;
};

/** What a child may see of an environment: under Electron we run as Node ourselves, and a child that is Electron too would not start as an app. */
export const childEnvironment = (env: Launch['env']): Record<string, string> => {
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = env;
  return rest;
};

/** The name of a signal by its number; null for none. */
export const signalName = (number: number | undefined): string | null => {
  if (!number) return null;
  return Object.entries(system.signals).find(([, value]) => value === number)?.[0] ?? `SIG${number}`;
};
