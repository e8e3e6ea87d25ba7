import { parsed } from '../../values.ts';

/** Enough for the kind of a line. */
const BYTES = 320;

const SETTING =
  /^\{"type":"(?:api-request|api-request-shape|api-request-blob|file-history-snapshot|atis-latch|last-prompt|mode|permission-mode|tools-used|agent-name)"/;

const ATTACHMENT =
  /^\{"parentUuid":(?:null|"[^"\\]{1,64}"),(?:"logicalParentUuid":"[^"\\]{1,64}",)?"isSidechain":(?:true|false),(?:"agentId":"[^"\\]{1,100}",)?"attachment":\{"type":"(\w{1,60})"/;

const TOLD = new Set(['queued_command', 'task_status', 'max_turns_reached']);

const CLOSING = 125;

/** Another line in one that was never finished. */
const ANOTHER = Buffer.from('{"parentUuid":');

/**
 * Looks at the head of a line, and at its last byte: most long lines tell nothing, and are known by it. A line
 * that is broken in its middle may pass as such a line.
 */
export const isSilent = (bytes: Buffer, last: number | undefined): boolean => {
  if (last !== CLOSING) return false;
  const head = bytes.toString('latin1', 0, BYTES);
  const kind = ATTACHMENT.exec(head)?.[1];
  const seemsSilent = SETTING.test(head) || (kind !== undefined && !TOLD.has(kind));
  return seemsSilent && !bytes.includes(ANOTHER, 1);
};

/** How far a JSON text is whole: its last whole character. */
const wholeTo = (json: string): string => json.replace(/\\(?:u[\da-fA-F]{0,3})?$/, '');

const field = (text: string, name: string): string | null =>
  new RegExp(`"${name}":"([^"\\\\]{1,200})"`).exec(text)?.[1] ?? null;

/** The object behind `"name":`, the last one in a text; undefined where it does not end in it. */
const lastObject = (text: string, name: string): unknown => {
  const from = text.lastIndexOf(`"${name}":{`);
  if (from < 0) return undefined;
  const start = from + name.length + 3;
  for (
    let end = text.indexOf('}', start), tries = 0;
    end > 0 && tries < 8;
    end = text.indexOf('}', end + 1), tries += 1
  ) {
    const value = parsed(text.slice(start, end + 1));
    if (value !== undefined) return value;
  }
  return undefined;
};

/** What is left of a text that begins behind `"name":"` and goes on beyond the bytes that are held. */
const beginning = (head: string, name: string): string => {
  const from = head.indexOf(`"${name}":"`);
  if (from < 0) return '';
  const value = parsed(`${wholeTo(head.slice(from + name.length + 3).replace(/\uFFFD+$/, ''))}"`);
  return typeof value === 'string' ? value : '';
};

/**
 * What can be told of a line that was too long to hold: whose response it is and its figures, or a result of a
 * call with its beginning. The rest of it is not there. Undefined: nothing. A quote inside a text is escaped, so
 * what is looked for is never part of one.
 */
export const lineWithin = (first: Buffer, last: Buffer): unknown => {
  const [head, tail] = [first.toString('utf8'), last.toString('utf8')];
  const top: Record<string, unknown> = {};
  for (const name of [
    'uuid',
    'timestamp',
    'sessionId',
    'session_id',
    'requestId',
    'version',
    'cwd',
    'parentUuid',
    'agentId',
    'requestSessionId',
  ])
    top[name] = field(tail, name) ?? field(head.slice(0, 2000), name) ?? undefined;
  for (const name of ['isSidechain', 'isMeta']) top[name] = head.slice(0, 1000).includes(`"${name}":true`);
  if (field(head.slice(0, 300), 'type') === 'attachment') return undefined;
  const answer = field(head.slice(0, 2000), 'id');
  if (answer?.startsWith('msg_') || /"role":"assistant"/.test(head.slice(0, 2000))) {
    const usage = lastObject(tail, 'usage') ?? lastObject(head, 'usage');
    const message = {
      id: answer,
      model: field(head.slice(0, 2000), 'model'),
      stop_reason: field(tail, 'stop_reason'),
      usage,
      content: [],
    };
    return usage === undefined ? undefined : { ...top, type: 'assistant', message };
  }
  const call = field(head.slice(0, 4000), 'tool_use_id') ?? field(tail, 'tool_use_id');
  if (call === null) return undefined;
  const isError = /"is_error":true/.test(head.slice(0, 4000)) || /"is_error":true/.test(tail);
  const block = {
    type: 'tool_result',
    tool_use_id: call,
    content: beginning(head, 'content'),
    ...(isError ? { is_error: true } : {}),
  };
  return { ...top, type: 'user', message: { role: 'user', content: [block] } };
};
