import type { Info } from '#shared/contract/system.ts';

/** What a starting window does about the main it finds in its TOC_HOME. */
export type Step = 'show-that-window' | 'ask' | 'take-over' | 'wait';

/** One window to a TOC_HOME; a server gives way once the person agrees; a command is over in a moment. Pure. */
export const stepFor = (face: Info['face'], agreed: boolean): Step => {
  switch (face) {
    case 'electron':
      return 'show-that-window';
    case 'browser':
      return agreed ? 'take-over' : 'ask';
    case 'command':
      return 'wait';
  }
};
