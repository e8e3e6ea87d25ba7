/** What the stand-in for Electron shows of itself in main; with Electron's own binary there is none. */
interface StandIn {
  readonly calls: readonly { readonly api: string; readonly args: readonly unknown[] }[];
  readonly dialogs: { answer(value: { response: number }): void }[];
  readonly notifications: {
    readonly title: string;
    readonly body: string;
    readonly silent: boolean;
    emit(event: 'click'): boolean;
  }[];
  readonly trays: {
    readonly toolTip: string;
    readonly menu: { readonly items: { readonly label: string; click(): void }[] } | null;
  }[];
}

declare global {
  var standIn: StandIn | undefined;
}

export {};
