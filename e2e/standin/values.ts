// What structured clone carries, as JSON. The same text runs in main and, injected, in the page.

/** How bytes become text; each side has its own fastest way. */
export interface Base64 {
  encode(bytes: Uint8Array): string;
  decode(text: string): Uint8Array;
}

type Tagged = { readonly $: string; readonly value?: unknown };

const tagged = (kind: string, value?: unknown): Tagged => ({ $: kind, value });

const isTagged = (value: object): value is Tagged => '$' in value;

/** Packs what structured clone would carry; anything else (functions, class instances) loses its class. */
export const createValues = (base64: Base64) => {
  const packObject = (value: object): unknown => {
    if (value instanceof Date) return tagged('date', value.getTime());
    if (value instanceof Map)
      return tagged(
        'map',
        [...value].map(([key, item]) => [pack(key), pack(item)]),
      );
    if (value instanceof Set) return tagged('set', [...value].map(pack));
    if (value instanceof Error) return tagged('error', [value.name, value.message]);
    if (value instanceof ArrayBuffer) return tagged('buffer', base64.encode(new Uint8Array(value)));
    if (ArrayBuffer.isView(value)) {
      return tagged('bytes', base64.encode(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)));
    }
    if (Array.isArray(value)) return value.map(pack);
    const entries = Object.entries(value).map(([key, item]) => [key, pack(item)] as const);
    return isTagged(value) ? tagged('object', entries) : Object.fromEntries(entries);
  };

  const pack = (value: unknown): unknown => {
    if (value === undefined) return tagged('undefined');
    if (typeof value === 'bigint') return tagged('bigint', String(value));
    if (typeof value === 'number' && !Number.isFinite(value)) return tagged('number', String(value));
    return value === null || typeof value !== 'object' ? value : packObject(value);
  };

  const unpackTagged = ({ $: kind, value }: Tagged): unknown => {
    const list = (value ?? []) as unknown[];
    const pairs = value as [unknown, unknown][];
    switch (kind) {
      case 'undefined':
        return undefined;
      case 'bigint':
        return BigInt(String(value));
      case 'number':
        return Number(value);
      case 'date':
        return new Date(Number(value));
      case 'map':
        return new Map(pairs.map(([key, item]) => [unpack(key), unpack(item)]));
      case 'set':
        return new Set(list.map(unpack));
      case 'error':
        return Object.assign(new Error(String(list[1])), { name: String(list[0]) });
      case 'buffer':
        return base64.decode(String(value)).slice().buffer;
      case 'bytes':
        return base64.decode(String(value));
      case 'object':
        return Object.fromEntries(pairs.map(([key, item]) => [key, unpack(item)]));
      default:
        throw new Error(`stand-in: no value is tagged ${kind}`);
    }
  };

  const unpack = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(unpack);
    if (isTagged(value)) return unpackTagged(value);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unpack(item)]));
  };

  return {
    write: (value: unknown): string => JSON.stringify(pack(value)),
    read: (text: string): unknown => unpack(JSON.parse(text)),
  };
};
