import { isDeepStrictEqual } from 'node:util';
import {
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  Scalar,
  stringify,
  visit,
  YAMLParseError,
  type Document,
  type YAMLMap,
} from 'yaml';

/** One change of a YAML text. */
export type Edit =
  | { readonly kind: 'set'; readonly path: readonly string[]; readonly value: string | boolean }
  | { readonly kind: 'remove'; readonly path: readonly string[] };

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The parser's own check compares every key with every other: a minute for a megabyte of keys. */
const refuseRepeatedKeys = (doc: Document.Parsed): void => {
  const seenIn = (map: YAMLMap): void => {
    const seen = new Set<unknown>();
    for (const { key } of map.items) {
      if (!isScalar(key)) continue;
      if (!seen.has(key.value)) {
        seen.add(key.value);
        continue;
      }
      const [from, to] = key.range ?? [0, 0];
      doc.errors.push(new YAMLParseError([from, to], 'DUPLICATE_KEY', 'This key is there twice.'));
    }
  };
  visit(doc, { Map: (_key, map) => seenIn(map) });
};

/** Parses without printing anything; what is wrong stands in `errors`, with offsets that `lines` understands. */
export const parseYaml = (source: string): { doc: Document.Parsed; lines: LineCounter } => {
  const lines = new LineCounter();
  const doc = parseDocument(source, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'error',
  });
  if (doc.errors.length === 0) refuseRepeatedKeys(doc);
  return { doc, lines };
};

/** The pair of a map with this plain key. */
export const pairOf = (map: YAMLMap, key: string) =>
  map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);

const PLAIN = /^[A-Za-z][\w./@-]*$/;

/** A value as it stands in a file: in the quotes that were there, else bare where every reader agrees on it. */
const scalarText = (value: string | boolean, before: unknown): string => {
  if (typeof value === 'boolean') return String(value);
  const style = isScalar(before) ? before.type : undefined;
  if (style === Scalar.QUOTE_SINGLE && /^[ -~]*$/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  const bare = PLAIN.test(value) && stringify(value) === `${value}\n`;
  return bare && style !== Scalar.QUOTE_DOUBLE ? value : JSON.stringify(value);
};

const flowText = ([key = '', ...rest]: readonly string[], value: string | boolean): string =>
  `${key}: ${rest.length === 0 ? scalarText(value, null) : `{ ${flowText(rest, value)} }`}`;

const blockText = (
  [key = '', ...rest]: readonly string[],
  value: string | boolean,
  newline: string,
): string => {
  if (rest.length === 0) return `${key}: ${scalarText(value, null)}`;
  const deeper = `${newline}  `;
  return `${key}:${deeper}${blockText(rest, value, deeper)}`;
};

const rangeOf = (node: unknown): readonly [number, number] | null => {
  if (!isScalar(node) && !isMap(node) && !isAlias(node)) return null;
  return node.range ? [node.range[0], node.range[1]] : null;
};

const lineStart = (source: string, at: number): number => source.lastIndexOf('\n', at - 1) + 1;

const lineEnd = (source: string, at: number): number => {
  const end = source.indexOf('\n', at);
  if (end < 0) return source.length;
  return source[end - 1] === '\r' ? end - 1 : end;
};

const endOfLine = (source: string): string => (source.includes('\r\n') ? '\r\n' : '\n');

/** Behind the first lines that hold one value each, so that a new key stands with its like. */
const insertion = (
  source: string,
  map: YAMLMap,
  path: readonly string[],
  value: string | boolean,
): Splice | null => {
  const first = rangeOf(map.items[0]?.key);
  if (map.flow) {
    const at = first?.[0] ?? (rangeOf(map)?.[0] ?? 0) + 1;
    return { from: at, to: at, text: flowText(path, value) + (first ? ', ' : '') };
  }
  if (!first) return null;
  const before = source.slice(lineStart(source, first[0]), first[0]);
  const newline = endOfLine(source) + ' '.repeat(before.length);
  let last: number | null = null;
  for (const pair of map.items) {
    const range = isScalar(pair.value) ? rangeOf(pair.value) : null;
    if (!range || source.slice(range[0], range[1]).includes('\n')) break;
    last = range[1];
  }
  const text = blockText(path, value, newline);
  if (last === null) return { from: first[0], to: first[0], text: text + newline };
  const at = lineEnd(source, last);
  return { from: at, to: at, text: newline + text };
};

const setting = (
  source: string,
  map: YAMLMap,
  path: readonly string[],
  value: string | boolean,
): Splice | null => {
  const [key = '', ...rest] = path;
  const pair = pairOf(map, key);
  if (!pair) return insertion(source, map, path, value);
  const node = pair.value;
  if (rest.length > 0 && isMap(node)) return setting(source, node, rest, value);
  if (rest.length > 0 && !(isScalar(node) && node.value === null)) return null;
  const range = rangeOf(node);
  const keyRange = rangeOf(pair.key);
  if (!range || !keyRange) return null;
  const text = rest.length === 0 ? scalarText(value, node) : `{ ${flowText(rest, value)} }`;
  if (range[0] < range[1]) return { from: range[0], to: range[1], text };
  const colon = source.indexOf(':', keyRange[1]);
  return colon < 0 ? null : { from: colon + 1, to: colon + 1, text: ` ${text}` };
};

const removal = (source: string, map: YAMLMap, path: readonly string[]): Splice | null => {
  const [key = '', ...rest] = path;
  const pair = pairOf(map, key);
  if (!pair) return null;
  if (rest.length > 0) return isMap(pair.value) ? removal(source, pair.value, rest) : null;
  const keyRange = rangeOf(pair.key);
  const range = rangeOf(pair.value);
  if (!keyRange || !range) return null;
  const at = map.items.indexOf(pair);
  if (map.flow) {
    const next = rangeOf(map.items[at + 1]?.key);
    if (next) return { from: keyRange[0], to: next[0], text: '' };
    const previous = rangeOf(map.items[at - 1]?.value);
    return { from: previous?.[1] ?? keyRange[0], to: range[1], text: '' };
  }
  const end = source.indexOf('\n', range[1]);
  return { from: lineStart(source, keyRange[0]), to: end < 0 ? source.length : end + 1, text: '' };
};

/** The same change on the parsed document: what the text must mean afterwards. */
const apply = (doc: Document.Parsed, edit: Edit): void => {
  if (edit.kind === 'remove') {
    doc.deleteIn(edit.path);
    return;
  }
  for (let depth = 1; depth < edit.path.length; depth += 1) {
    const path = edit.path.slice(0, depth);
    const node = doc.getIn(path, true);
    if (node === undefined) break;
    if (isMap(node)) continue;
    const copied: unknown = isAlias(node) ? node.toJS(doc) : {};
    doc.setIn(path, doc.createNode(copied));
  }
  doc.setIn(edit.path, edit.value);
};

const means = (source: string, wanted: unknown): boolean => {
  const { doc } = parseYaml(source);
  return doc.errors.length === 0 && isDeepStrictEqual(doc.toJS(), wanted);
};

/**
 * Changes one key and no other byte. Where that is not possible in place (a block scalar, an alias), the
 * document is written anew with its comments. Null when neither can express it, as with an anchor that would
 * lose its node. The source must parse without errors.
 */
export const editYaml = (source: string, edit: Edit): string | null => {
  const { doc } = parseYaml(source);
  const map = doc.contents;
  if (!isMap(map)) return null;
  const splice =
    edit.kind === 'set' ? setting(source, map, edit.path, edit.value) : removal(source, map, edit.path);
  apply(doc, edit);
  try {
    const wanted: unknown = doc.toJS();
    const spliced = splice && source.slice(0, splice.from) + splice.text + source.slice(splice.to);
    if (spliced !== null && means(spliced, wanted)) return spliced;
    const rewritten = doc.toString({ lineWidth: 0 }).replaceAll('\n', endOfLine(source));
    return means(rewritten, wanted) ? rewritten : null;
  } catch {
    // An alias has lost its anchor by the change: yaml can say neither what it means nor how to write it.
    return null;
  }
};
