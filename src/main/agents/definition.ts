import { isAlias, isMap, isScalar, isSeq, type Document, type YAMLMap, type YAMLParseError } from 'yaml';
import type { AgentDraft, Permission } from '#shared/contract/agents.ts';
import { RuntimeId } from '#shared/contract/ids.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { editYaml, pairOf, parseYaml, type Edit } from './yaml-edit.ts';

/** What toc reads of an `oc-agent.yaml`. Everything else stays in the file as it is. */
export interface Definition {
  /** Null when the file does not name itself; the folder's name counts. */
  readonly name: string | null;
  readonly description: string;
  readonly runtime: RuntimeId;
  readonly model: string;
  readonly permission: Permission;
  /** The file lets it write and run commands unasked, which is more than its level. */
  readonly grantsMore: boolean;
  readonly compose: readonly string[];
}

/** Why a text is no definition, and on which line. */
export interface Flaw {
  readonly line: number | null;
  readonly reason: string;
}

/** What Save may change in the file. */
export type DefinitionChange = Pick<AgentDraft, 'runtime' | 'model' | 'permission'> & {
  readonly name: string;
};

class Flawed extends Error {
  readonly at: unknown;
  constructor(reason: string, at: unknown) {
    super(reason);
    this.at = at;
  }
}

const BOM = '\uFEFF';

const reader = (doc: Document.Parsed) => {
  const value = (map: YAMLMap, key: string): unknown => {
    const node = pairOf(map, key)?.value;
    return isAlias(node) ? node.resolve(doc) : node;
  };
  return {
    /** A map, or null where there is none; anything else in its place is a flaw. */
    map(parent: YAMLMap | null, key: string): YAMLMap | null {
      const node = parent && value(parent, key);
      if (isMap(node)) return node;
      if (!node || (isScalar(node) && node.value === null)) return null;
      throw new Flawed(`"${key}" must be a mapping.`, node);
    },
    /** The text of a scalar, as it was typed; null where there is no such key. */
    text(parent: YAMLMap | null, key: string): string | null {
      const node = parent && value(parent, key);
      if (!node) return parent && pairOf(parent, key) ? '' : null;
      if (!isScalar(node)) throw new Flawed(`"${key}" must be a single value.`, node);
      if (typeof node.value === 'string') return node.value;
      return node.value === null ? '' : (node.source ?? '');
    },
    list(parent: YAMLMap, key: string): readonly string[] {
      const node = value(parent, key);
      if (!node || (isScalar(node) && node.value === null)) return [];
      const items = isSeq(node) ? node.items.map((item) => (isScalar(item) ? item.value : null)) : [null];
      if (!items.every((item) => typeof item === 'string')) {
        throw new Flawed(`"${key}" must be a list of file names.`, node);
      }
      return items;
    },
    value,
  };
};

const LEVELS: Readonly<Record<string, 'on' | 'ask' | 'off'>> = {
  on: 'on',
  ask: 'ask',
  off: 'off',
  // Readers of YAML 1.1 take on and off for true and false, and write them so.
  true: 'on',
  false: 'off',
};

/** What is left out is on: the original's default. */
const levelOf = (
  read: ReturnType<typeof reader>,
  filesystem: YAMLMap | null,
  key: string,
): 'on' | 'ask' | 'off' => {
  const written = read.text(filesystem, key) ?? 'on';
  const level = LEVELS[written];
  if (level) return level;
  const at = filesystem && read.value(filesystem, key);
  throw new Flawed(`"${key}" must be on, ask or off, not "${written}".`, at);
};

const permissionOf = (
  read: ReturnType<typeof reader>,
  root: YAMLMap,
): Pick<Definition, 'permission' | 'grantsMore'> => {
  const permissions = read.map(root, 'permissions');
  const filesystem = read.map(permissions, 'filesystem');
  const bypass = permissions && read.value(permissions, 'bypass');
  if (isScalar(bypass) && bypass.value === true) return { permission: 'bypass', grantsMore: false };
  const [write, execute] = [levelOf(read, filesystem, 'write'), levelOf(read, filesystem, 'execute')];
  if (write === 'off') return { permission: 'read-only', grantsMore: false };
  return { permission: 'ask', grantsMore: write === 'on' && execute === 'on' };
};

const runtimeOf = (read: ReturnType<typeof reader>, root: YAMLMap): RuntimeId => {
  const written = read.text(root, 'runtime');
  if (written === null) throw new Flawed('It names no runtime.', root);
  // The original's default.
  const known = RuntimeId.safeParse(written === '' ? 'claude-code' : written);
  if (known.success) return known.data;
  throw new Flawed(`This version of toc has no runtime "${written}".`, pairOf(root, 'runtime')?.value);
};

const definitionIn = (doc: Document.Parsed): Definition => {
  const root = doc.contents;
  if (root === null) throw new Flawed('The file is empty.', null);
  if (!isMap(root)) throw new Flawed('It must be a mapping of keys to values.', root);
  // Throws on aliases that would unfold into an avalanche.
  doc.toJS({ maxAliasCount: 100 });
  const read = reader(doc);
  const runtime = runtimeOf(read, root);
  const model = read.text(root, 'model') ?? '';
  return {
    name: read.text(root, 'name'),
    description: read.text(root, 'description') ?? '',
    runtime,
    // The original's word for passing Claude Code no model at all.
    model: runtime === 'claude-code' && model === 'default' ? '' : model,
    ...permissionOf(read, root),
    compose: read.list(root, 'compose'),
  };
};

/** The parser's words, but for the two that speak to a programmer. */
const wordsFor = ({ code, message }: YAMLParseError): string => {
  if (code === 'MULTIPLE_DOCS') return 'It holds more than one document.';
  return message.includes('call stack') ? 'It is nested too deeply.' : message;
};

/** Reads a definition. Whatever stands in the text, the answer is a value. */
export const parseDefinition = (text: string): Result<Definition, Flaw> => {
  try {
    const { doc, lines } = parseYaml(text.startsWith(BOM) ? text.slice(1) : text);
    const lineAt = (offset: number): number => lines.linePos(offset).line;
    const [first] = doc.errors;
    if (first) return err({ line: lineAt(first.pos[0]), reason: wordsFor(first) });
    try {
      return ok(definitionIn(doc));
    } catch (problem) {
      if (!(problem instanceof Flawed)) throw problem;
      const { at } = problem;
      const offset = isScalar(at) || isMap(at) || isSeq(at) ? at.range?.[0] : 0;
      return err({ line: lineAt(offset ?? 0), reason: problem.message });
    }
  } catch (problem) {
    // The parser gives up by throwing: too many aliases, or nested deeper than the stack.
    const reason = problem instanceof Error ? problem.message : String(problem);
    return err({ line: null, reason: `It cannot be read: ${reason}` });
  }
};

const FILESYSTEM = ['permissions', 'filesystem'] as const;

const permissionEdits = (before: Permission, after: Permission): readonly Edit[] => {
  if (before === after) return [];
  const edits: Edit[] = [];
  if (after === 'bypass') edits.push({ kind: 'set', path: ['permissions', 'bypass'], value: true });
  if (after === 'read-only') edits.push({ kind: 'set', path: [...FILESYSTEM, 'write'], value: 'off' });
  if (after === 'ask') {
    edits.push({ kind: 'set', path: [...FILESYSTEM, 'write'], value: 'ask' });
    edits.push({ kind: 'set', path: [...FILESYSTEM, 'execute'], value: 'ask' });
  }
  if (before === 'bypass') edits.push({ kind: 'remove', path: ['permissions', 'bypass'] });
  return edits;
};

/**
 * The text with the changed keys changed and every other byte as it was. Null when the file is written in a
 * way that toc cannot change without losing something of it.
 */
export const writeDefinition = (
  text: string,
  before: Definition,
  change: DefinitionChange,
): string | null => {
  const edits: Edit[] = [];
  if (before.runtime !== change.runtime)
    edits.push({ kind: 'set', path: ['runtime'], value: change.runtime });
  if (before.model !== change.model) edits.push({ kind: 'set', path: ['model'], value: change.model });
  if (before.name !== null && before.name !== change.name) {
    edits.push({ kind: 'set', path: ['name'], value: change.name });
  }
  edits.push(...permissionEdits(before.permission, change.permission));
  const bom = text.startsWith(BOM) ? BOM : '';
  let body: string | null = text.slice(bom.length);
  for (const edit of edits) body = body === null ? null : editYaml(body, edit);
  return body === null ? null : bom + body;
};

/** The file of a new agent: it may read; it asks before it writes or runs something. */
export const newDefinition = (change: DefinitionChange): string => {
  const { permission } = change;
  const bypass = permission === 'bypass' ? '  bypass: true\n' : '';
  const write = permission === 'read-only' ? 'off' : 'ask';
  return (
    `name: ${JSON.stringify(change.name)}\nruntime: ${change.runtime}\nmodel: ${JSON.stringify(change.model)}\n` +
    `permissions:\n${bypass}  filesystem:\n    read: on\n    write: ${write}\n    execute: ask\n`
  );
};
