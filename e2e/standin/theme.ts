import { KnownEvents, guard } from './guard.ts';

type Source = 'system' | 'light' | 'dark';

class NativeTheme extends KnownEvents {
  readonly shouldUseHighContrastColors = false;
  readonly inForcedColorsMode = false;
  readonly prefersReducedTransparency = false;
  private source: Source = 'system';

  constructor() {
    super('nativeTheme', ['updated']);
  }

  get themeSource(): Source {
    return this.source;
  }

  set themeSource(source: Source) {
    this.source = source;
    this.emit('updated');
  }

  get shouldUseDarkColors(): boolean {
    return this.source === 'dark';
  }
}

export const nativeTheme = guard('nativeTheme', new NativeTheme());

/** What pages are told to prefer; null leaves it to Chromium. */
export const colourScheme = (): 'light' | 'dark' | null =>
  nativeTheme.themeSource === 'system' ? null : nativeTheme.themeSource;
