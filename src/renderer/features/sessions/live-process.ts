import type { LiveProcess } from '#shared/contract/sessions.ts';

/** Whoever writes the conversation is told, and left alone. */
export const REFUSE: LiveProcess = { first: 'refuse' };

/** Our own process of it ends first. */
export const END_OURS: LiveProcess = { first: 'end-ours' };

/** That very process ends first, though toc did not start it: a person has confirmed it. */
export const endForeign = (pid: number, started: string): LiveProcess => ({
  first: 'end-foreign',
  pid,
  started,
});
