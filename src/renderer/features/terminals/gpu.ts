import { WebglAddon } from '@xterm/addon-webgl';
import type { Terminal } from '@xterm/xterm';

/** Browsers give a page about sixteen contexts and are slow to take them back. */
const MOST_CONTEXTS = 8;

/** Renderers that draw with the processor: the DOM is faster than they are. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Draws terminals on the graphics card where there is one. */
export interface Gpu {
  /** Takes over the drawing of a terminal, if it may; returns how to give it back. */
  draw(terminal: Terminal): (() => void) | null;
}

const probe = (): boolean => {
  const context = document.createElement('canvas').getContext('webgl2');
  if (!context) return false;
  const names = context.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = names ? context.getParameter(names.UNMASKED_RENDERER_WEBGL) : null;
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof renderer === 'string' && !SOFTWARE.test(renderer);
};

/** Looks for a graphics card once, when the first terminal is drawn. */
export const createGpu = (isReal: () => boolean = probe): Gpu => {
  let real: boolean | null = null;
  let taken = 0;
  return {
    draw(terminal) {
      real ??= isReal();
      if (!real || taken >= MOST_CONTEXTS) return null;
      const addon = new WebglAddon();
      let held = true;
      const giveBack = (): void => {
        if (!held) return;
        held = false;
        taken -= 1;
        addon.dispose();
      };
      addon.onContextLoss(giveBack);
      taken += 1;
      try {
        terminal.loadAddon(addon);
      } catch {
        // The driver refused after all: the DOM draws on.
        giveBack();
        return null;
      }
      return giveBack;
    },
  };
};
