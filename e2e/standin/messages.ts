// The words between main and the preload's world of a page; they travel in batches, in order.

export type ToPage =
  | {
      readonly kind: 'event';
      readonly channel: string;
      readonly args: readonly unknown[];
      readonly ports: readonly string[];
    }
  | { readonly kind: 'reply'; readonly id: number; readonly ok: boolean; readonly value: unknown }
  | { readonly kind: 'port'; readonly id: string; readonly data: unknown }
  | { readonly kind: 'port-closed'; readonly id: string };

export type ToMain =
  | { readonly kind: 'send'; readonly channel: string; readonly args: readonly unknown[] }
  | {
      readonly kind: 'invoke';
      readonly id: number;
      readonly channel: string;
      readonly args: readonly unknown[];
    }
  | {
      readonly kind: 'post';
      readonly channel: string;
      readonly message: unknown;
      readonly ports: readonly string[];
    }
  | { readonly kind: 'port'; readonly id: string; readonly data: unknown }
  | { readonly kind: 'port-closed'; readonly id: string }
  | { readonly kind: 'open'; readonly url: string; readonly windowName: string }
  | { readonly kind: 'preload-error'; readonly text: string };
