/** The package's ESM file, by its path: its `module` field points to a file that is not there. */
declare module '@xterm/headless/lib-headless/xterm-headless.mjs' {
  export * from '@xterm/headless';
}

/** The same for the addon, whose own types want a DOM. */
declare module '@xterm/addon-unicode11/lib/addon-unicode11.mjs' {
  import type { ITerminalAddon, Terminal } from '@xterm/headless';
  export class Unicode11Addon implements ITerminalAddon {
    activate(terminal: Terminal): void;
    dispose(): void;
  }
}
