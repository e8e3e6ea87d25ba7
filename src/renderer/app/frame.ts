import { useEffect, useLayoutEffect } from 'react';
import type { Preferences } from '#shared/contract/system.ts';

/** Read by public/first.js, before anything else of the page runs. */
const KEPT_AS = 'toc-frame';

/** Takes away the frame that index.html draws, in the same paint that shows what takes its place. */
export const useFrameGone = (): void => {
  useLayoutEffect(() => document.getElementById('frame')?.remove(), []);
};

/** Keeps what the frame of the next visit looks like. */
export const useFrameKept = ({ theme, sidebarOpen, sidebarWidth }: Preferences): void => {
  useEffect(() => {
    localStorage.setItem(KEPT_AS, JSON.stringify({ theme, sidebar: sidebarOpen ? sidebarWidth : 'closed' }));
  }, [theme, sidebarOpen, sidebarWidth]);
};
