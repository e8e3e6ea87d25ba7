import { fields, text, type Fields } from '../../values.ts';

/** What a patch does to one file. */
export interface FilePatch {
  readonly tool: 'Write' | 'Edit' | 'Delete' | 'Move';
  readonly path: string;
  /** Lines; null where the log does not say, as of a file that a patch deletes. */
  readonly added: number | null;
  readonly removed: number | null;
  /** Unified hunks, without file heads; as the model wrote them they have no line numbers. */
  readonly diff: string | null;
  /** What is to be said beside the path, as where a file was moved from. */
  readonly text: string | null;
}

const TOOLS = { Add: 'Write', Update: 'Edit', Delete: 'Delete' } as const;

const counted = (lines: readonly string[]) => ({
  added: lines.filter((line) => line.startsWith('+')).length,
  removed: lines.filter((line) => line.startsWith('-')).length,
});

/** A path as the log's folder makes it whole. Pure. */
export const resolved = (path: string, cwd: string | null): string => {
  const isWhole = path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path) || path.startsWith('\\\\');
  return isWhole || cwd === null ? path : `${cwd.replace(/\/$/, '')}/${path.replace(/^(?:\.\/)+/, '')}`;
};

interface Section {
  readonly what: keyof typeof TOOLS;
  readonly path: string;
  moved: string | null;
  readonly lines: string[];
}

const fileOf = ({ what, path, moved, lines }: Section, cwd: string | null): FilePatch => {
  const isMoved = moved !== null && moved !== path;
  const place = { path: resolved(moved ?? path, cwd), text: isMoved ? `${path} → ${moved}` : null };
  if (what === 'Delete') return { tool: 'Delete', ...place, added: null, removed: null, diff: null };
  if (what === 'Add') {
    const diff = [`@@ -0,0 +1,${lines.length} @@`, ...lines].join('\n');
    return { tool: 'Write', ...place, added: lines.length, removed: 0, diff };
  }
  const diff = lines.length === 0 ? null : lines.join('\n');
  return { tool: isMoved ? 'Move' : TOOLS[what], ...place, ...counted(lines), diff };
};

const HEAD = /^\*\*\* (Add|Update|Delete) File: (.+)$/;
const MOVE = /^\*\*\* Move to: (.+)$/;

/** The files in the text that `apply_patch` takes; none when it is no such text. Pure. */
export const patchedFiles = (patch: string, cwd: string | null): readonly FilePatch[] => {
  const sections: Section[] = [];
  for (const line of patch.split('\n')) {
    const [, what, path] = HEAD.exec(line) ?? [];
    const open = sections.at(-1);
    if (path !== undefined && (what === 'Add' || what === 'Update' || what === 'Delete')) {
      sections.push({ what, path: path.trim(), moved: null, lines: [] });
    } else if (line.startsWith('*** End Patch')) {
      break;
    } else if (open) {
      const moved = MOVE.exec(line)?.[1];
      if (moved !== undefined) open.moved = moved.trim();
      else if (/^[-+ @]/.test(line) || line === '') open.lines.push(line.trimEnd() === '' ? ' ' : line);
    }
  }
  return sections.map((section) => fileOf(section, cwd));
};

const contentOf = (content: string, sign: '+' | '-'): string[] =>
  content === ''
    ? []
    : content
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => sign + line);

/** One entry of the `changes` of a patch that was made: whole text of a new or old file, or a unified diff. Pure. */
export const changedFile = (path: string, change: Fields): FilePatch => {
  const content = text(change['content']);
  const moved = text(change['move_path']);
  const lines = content === null ? null : contentOf(content, change['type'] === 'delete' ? '-' : '+');
  const none = { added: null, removed: null, diff: null, text: null };
  switch (change['type']) {
    case 'add': {
      if (lines === null) return { tool: 'Write', path, ...none };
      const diff = [`@@ -0,0 +1,${lines.length} @@`, ...lines].join('\n');
      return { tool: 'Write', path, ...none, added: lines.length, removed: 0, diff };
    }
    case 'delete': {
      if (lines === null) return { tool: 'Delete', path, ...none };
      const diff = [`@@ -1,${lines.length} +0,0 @@`, ...lines].join('\n');
      return { tool: 'Delete', path, ...none, added: 0, removed: lines.length, diff };
    }
    default: {
      const diff = text(change['unified_diff'])?.replace(/\n$/, '') ?? null;
      const isMoved = moved !== null && moved !== path;
      const place = { path: moved ?? path, text: isMoved ? `${path} → ${moved}` : null };
      const body = (diff ?? '').split('\n').filter((line) => !/^(?:---|\+\+\+) /.test(line));
      return {
        tool: isMoved ? 'Move' : 'Edit',
        ...place,
        ...(diff === null ? none : counted(body)),
        ...place,
        diff,
      };
    }
  }
};

/** All files of the `changes` of a patch that was made. Pure. */
export const changedFiles = (changes: unknown): readonly FilePatch[] =>
  Object.entries(fields(changes))
    .slice(0, 10_000)
    .map(([path, change]) => changedFile(path, fields(change)));

/** The patch inside a shell command that calls `apply_patch`; null when there is none. Pure. */
export const patchInside = (command: string): string | null => {
  const from = command.indexOf('*** Begin Patch');
  if (from < 0) return null;
  const to = command.indexOf('*** End Patch', from);
  return to < 0 ? command.slice(from) : command.slice(from, to + '*** End Patch'.length);
};
