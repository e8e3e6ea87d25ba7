import { useEffect, useRef, useState } from 'react';
import { chordOf, commandOf, type Command, type Platform } from './keys.ts';

const takesText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input:not([type=radio], [type=checkbox]), textarea, select'));

export interface KeyHandling {
  readonly platform: Platform;
  /** False leaves the key to whoever has the focus. */
  readonly run: (command: Command) => boolean;
  readonly goTo: (digit: number) => boolean;
}

/** Hears the window's keys before anything else does, terminals included. */
export const useKeys = (handling: KeyHandling): void => {
  const latest = useRef(handling);
  useEffect(() => {
    latest.current = handling;
  });
  useEffect(() => {
    const handleKey = (event: KeyboardEvent): void => {
      if (event.isComposing) return;
      const { platform, run, goTo } = latest.current;
      const plainQuestion = event.key === '?' && !event.ctrlKey && !event.metaKey && !event.altKey;
      const command = plainQuestion
        ? takesText(event.target)
          ? null
          : 'shortcuts'
        : commandOf(chordOf(event), platform);
      if (command === null) return;
      const done = typeof command === 'number' ? goTo(command) : run(command);
      if (!done) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', handleKey, { capture: true });
    return () => window.removeEventListener('keydown', handleKey, { capture: true });
  }, []);
};

/** Whether the key that shows the digits of the sessions is held. */
export const useDigits = (platform: Platform): boolean => {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    const key = platform === 'darwin' ? 'Meta' : 'Alt';
    const handleDown = (event: KeyboardEvent): void => {
      if (event.key === key && !event.repeat) setHeld(true);
    };
    const handleUp = (event: KeyboardEvent): void => {
      if (event.key === key) setHeld(false);
    };
    const handleBlur = (): void => setHeld(false);
    window.addEventListener('keydown', handleDown, { capture: true });
    window.addEventListener('keyup', handleUp, { capture: true });
    window.addEventListener('blur', handleBlur);
    return () => {
      window.removeEventListener('keydown', handleDown, { capture: true });
      window.removeEventListener('keyup', handleUp, { capture: true });
      window.removeEventListener('blur', handleBlur);
    };
  }, [platform]);
  return held;
};
