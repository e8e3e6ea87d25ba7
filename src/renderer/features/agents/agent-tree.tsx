import { ChevronDown, ChevronRight, FastForward } from 'lucide-react';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import type { Agent, AgentRef, ReadyAgent } from '#shared/contract/agents.ts';
import type { Workspace } from '#shared/contract/system.ts';
import { runtimeName } from '#renderer/bridge/failure-words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { CheckGlyph, RuntimeMark } from '#renderer/ui/glyph.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { folderName } from '#renderer/ui/paths.ts';
import { useRoving } from '#renderer/ui/roving.ts';
import { refKey } from './draft.ts';

export interface AgentTreeProps {
  readonly agents: readonly Agent[];
  readonly workspaces: readonly Workspace[];
  /** How many live sessions an agent has. */
  readonly live: (ref: Agent['ref']) => number;
  /** The agent whose form is open. */
  readonly current: Agent['ref'] | null;
  readonly starting: AgentRef | null;
  /** What kept an agent from starting, told under its row. */
  readonly problem: { readonly ref: AgentRef; readonly text: string } | null;
  readonly onStart: (ref: AgentRef) => void;
  readonly onBackground: (ref: AgentRef) => void;
  readonly onEdit: (ref: Agent['ref']) => void;
}

interface Group {
  readonly key: string;
  readonly title: string;
  readonly path: string | null;
  readonly exists: boolean;
  readonly agents: readonly Agent[];
}

/** Agents by workspace, in the order of the workspaces; personal ones last. */
export const grouped = (agents: readonly Agent[], workspaces: readonly Workspace[]): Group[] => {
  const of = (path: string | null) => agents.filter(({ ref }) => ref.workspace === path);
  const listed = workspaces.map(({ path, name, exists }) => ({
    key: path,
    title: name,
    path,
    exists,
    agents: of(path),
  }));
  const known = new Set<string | null>(workspaces.map(({ path }) => path));
  const others = [...new Set(agents.map(({ ref }) => ref.workspace))].filter(
    (path): path is string => path !== null && !known.has(path),
  );
  const personal = of(null);
  return [
    ...listed,
    ...others.map((path) => ({ key: path, title: folderName(path), path, exists: true, agents: of(path) })),
    ...(personal.length > 0
      ? [{ key: 'personal', title: 'Personal', path: null, exists: true, agents: personal }]
      : []),
  ];
};

const ROW =
  'group relative mx-2 flex h-7 items-center gap-2 rounded-sm px-2 select-none hover:bg-hover focus-visible:-outline-offset-2 rail:hidden';

type Item = ReturnType<ReturnType<typeof useRoving>['itemProps']>;

interface AgentRowProps {
  readonly agent: Agent;
  readonly live: number;
  readonly current: boolean;
  readonly starting: boolean;
  readonly item: Item;
  readonly onStart: (ref: AgentRef) => void;
  readonly onBackground: (ref: AgentRef) => void;
  readonly onEdit: (ref: Agent['ref']) => void;
}

const RowButtons = ({
  agent,
  current,
  starting,
  onStart,
  onBackground,
}: Pick<AgentRowProps, 'current' | 'starting' | 'onStart' | 'onBackground'> & {
  readonly agent: ReadyAgent;
}) => {
  const { ref } = agent;
  return (
    <span
      className={`absolute right-1 flex items-center gap-1 group-hover:opacity-100 group-focus-within:opacity-100 ${current ? '' : 'opacity-0'}`}
    >
      <IconButton
        label="Run in background"
        keys="Alt+Enter"
        tabIndex={-1}
        icon={<FastForward />}
        aria-description={`Runs ${ref.name} without a terminal`}
        onClick={(event) => {
          event.stopPropagation();
          onBackground(ref);
        }}
        className="!h-5 bg-raised"
      />
      <Button
        size="small"
        tabIndex={-1}
        disabled={starting}
        aria-description={`Starts ${ref.name}`}
        onClick={(event) => {
          event.stopPropagation();
          onStart(ref);
        }}
        className="!h-5"
      >
        Start
      </Button>
    </span>
  );
};

const AgentRow = (props: AgentRowProps) => {
  const { agent, live, current, item, onStart, onBackground, onEdit } = props;
  const { ref } = agent;
  const handleKey = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.key !== 'Enter') return;
    event.preventDefault();
    if (agent.state !== 'ready') onEdit(ref);
    else if (event.altKey) onBackground(agent.ref);
    else onStart(agent.ref);
  };
  const liveWords = live === 0 ? '' : `, ${live} live`;
  const name =
    agent.state === 'ready'
      ? `${ref.name}, ${runtimeName(agent.runtime)}${liveWords}`
      : `${ref.name}, cannot be read${liveWords}`;
  return (
    <div
      role="treeitem"
      aria-level={2}
      aria-selected={current}
      data-agent={refKey(ref)}
      title={agent.state === 'ready' ? agent.description || undefined : agent.reason}
      {...item}
      onClick={() => onEdit(ref)}
      onKeyDown={handleKey}
      className={`${ROW} !pl-[30px] text-fg-2 ${current ? 'bg-press text-fg' : ''}`}
    >
      <span className="sr-only">{name}, </span>
      <span aria-hidden="true" className="min-w-0 grow truncate">
        {ref.name}
      </span>
      <span
        aria-hidden="true"
        className={`flex shrink-0 items-center gap-1.5 text-xs text-fg-3 tabular-nums ${agent.state === 'ready' ? 'group-hover:invisible group-focus-within:invisible' : ''} ${current && agent.state === 'ready' ? 'invisible' : ''}`}
      >
        {live > 0 && `${live} live`}
        {agent.state === 'ready' ? (
          <RuntimeMark runtime={agent.runtime} />
        ) : (
          <CheckGlyph word="Problem" named={false} />
        )}
      </span>
      {agent.state === 'ready' && <RowButtons {...props} agent={agent} />}
    </div>
  );
};

const GroupRow = ({
  group,
  open,
  item,
  onToggle,
  children,
}: {
  readonly group: Group;
  readonly open: boolean;
  readonly item: Item;
  readonly onToggle: (open: boolean) => void;
  readonly children: ReactNode;
}) => {
  const handleKey = (event: KeyboardEvent): void => {
    const next = { ArrowRight: true, ArrowLeft: false, Enter: !open, ' ': !open }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    onToggle(next);
  };
  const name = `${group.title}${group.exists ? '' : ', folder is gone'}, ${group.agents.length === 1 ? '1 agent' : `${group.agents.length} agents`}`;
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <>
      <div
        role="treeitem"
        aria-level={1}
        aria-expanded={open}
        title={group.path ?? 'Kept in your own folder'}
        {...item}
        onClick={() => onToggle(!open)}
        onKeyDown={handleKey}
        className={`${ROW} text-fg`}
      >
        <span className="sr-only">{name}</span>
        <Chevron aria-hidden="true" className="size-3.5 shrink-0 stroke-[1.6] text-fg-3" />
        <span
          aria-hidden="true"
          className={`min-w-0 grow truncate ${group.exists ? '' : 'text-fg-3 line-through'}`}
        >
          {group.title}
        </span>
        <span aria-hidden="true" className="text-xs text-fg-3 tabular-nums">
          {group.agents.length}
        </span>
      </div>
      {open && children}
    </>
  );
};

/** Workspaces and their agents. Enter starts an agent, with Alt in the background; a click opens its form. */
export const AgentTree = (props: AgentTreeProps) => {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const groups = grouped(props.agents, props.workspaces);
  const keys = groups.flatMap((group) => [
    group.key,
    ...(closed.has(group.key) ? [] : group.agents.map(({ ref }) => refKey(ref))),
  ]);
  const current = props.current === null ? null : refKey(props.current);
  const roving = useRoving(keys, current);
  const toggle = (key: string, open: boolean): void => {
    const next = new Set(closed);
    if (open) next.delete(key);
    else next.add(key);
    setClosed(next);
  };
  if (groups.length === 0) return null;
  return (
    <div role="tree" aria-label="Agents" onKeyDown={roving.onKeyDown} className="pb-3">
      {groups.map((group) => (
        <GroupRow
          key={group.key}
          group={group}
          open={!closed.has(group.key)}
          item={roving.itemProps(group.key)}
          onToggle={(open) => toggle(group.key, open)}
        >
          {group.agents.map((agent) => {
            const key = refKey(agent.ref);
            return (
              <div key={key} role="none">
                <AgentRow
                  agent={agent}
                  live={props.live(agent.ref)}
                  current={key === current}
                  starting={props.starting !== null && refKey(props.starting) === key}
                  item={roving.itemProps(key)}
                  onStart={props.onStart}
                  onBackground={props.onBackground}
                  onEdit={props.onEdit}
                />
                {props.problem !== null && refKey(props.problem.ref) === key && (
                  <p role="alert" className="mx-2 px-2 pb-1.5 pl-[30px] text-xs break-words text-failed">
                    {props.problem.text}
                  </p>
                )}
              </div>
            );
          })}
        </GroupRow>
      ))}
    </div>
  );
};
