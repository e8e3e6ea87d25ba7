import { parsed } from '../../values.ts';

/** What the first bytes of a line tell. */
export interface Glance {
  /** As it stands there; null where the line begins otherwise. */
  readonly at: string | null;
  readonly type: string | null;
  /** Of the payload. */
  readonly kind: string | null;
  /** It tells nothing that is kept, so it need not be read. */
  readonly isSilent: boolean;
}

const HEAD =
  /^\{"timestamp":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)",(?:"ordinal":\d{1,15},)?"type":"(\w{1,60})","payload":\{(?:"type":"(\w{1,60})")?/;

const ANOTHER = Buffer.from('{"timestamp":"');

/** Enough for the kind of a line, and for the role of a message behind its id. */
const BYTES = 288;

const NOTHING: Glance = { at: null, type: null, kind: null, isSilent: false };

const ROLE = /^,(?:"id":"[^"\\]{0,80}",)?"role":"(?:developer|user|system)"/;

const isSilentItem = (kind: string, rest: string, told: Told): boolean => {
  switch (kind) {
    case 'additional_tools':
    case 'ghost_snapshot':
      return true;
    case 'message':
      // What was put before the model; the person's words are told by events.
      return ROLE.test(rest);
    default:
      return kind === 'reasoning' && told.thinking;
  }
};

interface Told {
  readonly text: boolean;
  readonly thinking: boolean;
}

/**
 * Looks at the head of a line, and at its last byte: most long lines tell nothing, and are known by it. A line
 * that is broken in its middle may pass as such a line.
 */
export const glance = (bytes: Buffer, last: number | undefined, told: Told): Glance => {
  const head = bytes.toString('latin1', 0, BYTES);
  const found = HEAD.exec(head);
  if (!found) return NOTHING;
  const [all, at = null, type = null, kind = null] = found;
  // Another line in it: this one was never finished.
  const isWhole = last === CLOSING && !bytes.includes(ANOTHER, 1);
  const isSilent =
    isWhole &&
    (type === 'world_state' ||
      type === 'inter_agent_communication_metadata' ||
      (type === 'response_item' && kind !== null && isSilentItem(kind, head.slice(all.length), told)));
  return { at, type, kind, isSilent };
};

const CLOSING = 125;
const QUOTE = 34;

/** How far a JSON text is whole: its last whole character. */
export const wholeTo = (json: string): string => json.replace(/\\(?:u[\da-fA-F]{0,3})?$/, '');

/**
 * What can be told of a line that was too long to hold: an output with its call, a compaction. The rest of it
 * is not there. Undefined: nothing.
 */
export const outputInside = ({ at, type, kind }: Glance, head: Buffer): unknown => {
  if (type === 'compacted') return { timestamp: at, type, payload: {} };
  if (type !== 'response_item' || kind === null || !kind.endsWith('_output')) return undefined;
  const from = head.indexOf('"output":"');
  const call = /"call_id":"([^"\\]{1,200})"/.exec(head.toString('latin1', 0, Math.min(from, 1000)))?.[1];
  if (from < 0 || call === undefined) return undefined;
  const text = head
    .subarray(from + '"output":'.length)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
  const end = text.charCodeAt(0) === QUOTE ? `${wholeTo(text)}"` : '""';
  return { timestamp: at, type, payload: { type: kind, call_id: call, output: parsed(end) ?? '' } };
};
