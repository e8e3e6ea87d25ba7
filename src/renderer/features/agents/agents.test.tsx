import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { AgentRef, ReadyAgent } from '#shared/contract/agents.ts';
import { agents, anAgent, brokenAgent, workspaces } from '#renderer/test-support/fixtures.ts';
import { renderOver } from '#renderer/test-support/render.tsx';
import { AgentForm } from './agent-form.tsx';
import { AgentTree } from './agent-tree.tsx';
import { BrokenAgent } from './broken-agent.tsx';

const nothing = (): void => {};

const showForm = (agent: ReadyAgent | null) => {
  const started: AgentRef[] = [];
  const saved: AgentRef[] = [];
  const dirty: boolean[] = [];
  const drawn = renderOver(
    <AgentForm
      agent={agent}
      workspace="/home/ada/code/payments-api"
      workspaces={workspaces}
      sessions={14}
      keys={{ save: 'Ctrl+S' }}
      startProblem={null}
      starting={false}
      onStart={(ref) => started.push(ref)}
      onSaved={(ref) => saved.push(ref)}
      onDeleted={nothing}
      onDirty={(now) => dirty.push(now)}
      onAddWorkspace={nothing}
      onCommands={nothing}
    />,
  );
  return { ...drawn, started, saved, dirty };
};

const field = (name: string): HTMLElement => screen.getByLabelText(name, { exact: true });
const type = (name: string, value: string): void => void fireEvent.change(field(name), { target: { value } });

test('Save agent writes what the form shows, the chosen runtime included', async () => {
  const { main, saved } = showForm(null);
  type('Name', 'release-captain');
  fireEvent.click(screen.getByRole('radio', { name: /Claude Code/ }));
  type('Instructions', 'You cut releases.');
  fireEvent.click(screen.getByRole('radio', { name: /^Read only/ }));
  fireEvent.click(screen.getByRole('button', { name: 'Save agent' }));
  await waitFor(() => expect(saved).toHaveLength(1));
  expect(main.asked).toEqual([
    {
      call: 'agents.save',
      input: {
        draft: {
          ref: { workspace: '/home/ada/code/payments-api', name: 'release-captain' },
          runtime: 'claude-code',
          model: '',
          instructions: 'You cut releases.',
          permission: 'read-only',
        },
        revision: null,
        previous: null,
      },
    },
  ]);
});

test('Start saves first, and an agent without changes is not written again', async () => {
  const { main, started } = showForm(anAgent('release-captain'));
  fireEvent.click(screen.getByRole('button', { name: 'Start' }));
  expect([started, main.asked]).toEqual([[anAgent('release-captain').ref], []]);
  type('Instructions', 'Another text.');
  fireEvent.click(screen.getByRole('button', { name: 'Start' }));
  await waitFor(() => expect(started).toHaveLength(2));
  expect(main.asked.map(({ call }) => call)).toEqual(['agents.save']);
});

test('a name that is none is told at Save, and nothing is written', () => {
  const { main } = showForm(null);
  type('Name', '../../etc');
  fireEvent.click(screen.getByRole('button', { name: 'Save agent' }));
  expect([field('Name').getAttribute('aria-invalid'), main.asked]).toEqual(['true', []]);
  expect(screen.getByText(/A name is the folder’s name/)).toBeTruthy();
});

test('changing the runtime empties Model, and Undo brings it back', () => {
  showForm(anAgent('release-captain'));
  fireEvent.click(screen.getByRole('radio', { name: /Claude Code/ }));
  expect(field('Model')).toHaveProperty('value', '');
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
  expect(field('Model')).toHaveProperty('value', 'gpt-6.1-sol');
  expect(screen.getByRole('radio', { name: /^Codex/ })).toHaveProperty('checked', true);
});

test('a model that is not listed warns and offers the one that was meant', async () => {
  showForm(anAgent('release-captain', { model: 'gpt-6.2-sol' }));
  fireEvent.click(await screen.findByRole('button', { name: 'gpt-6.1-sol' }));
  expect(field('Model')).toHaveProperty('value', 'gpt-6.1-sol');
});

test('the form shows the exact command line', async () => {
  showForm(anAgent('release-captain'));
  const preview = screen.getByRole('complementary', { name: 'Command preview' });
  await within(preview).findByText(/-m gpt-6.1-sol/);
  expect(preview.querySelector('pre')?.textContent).toContain('--ask-for-approval on-request');
});

test('Delete agent asks with the focus on Cancel, and says what stays', async () => {
  const { main } = showForm(anAgent('release-captain'));
  fireEvent.click(screen.getByRole('button', { name: 'Delete agent' }));
  const dialog = await screen.findByRole('dialog', { name: 'Delete agent release-captain?' });
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Cancel'));
  expect(dialog.textContent).toContain('Its 14 sessions stay.');
  fireEvent.click(within(dialog).getByRole('button', { name: 'Delete agent' }));
  await waitFor(() =>
    expect(main.asked).toEqual([{ call: 'agents.remove', input: anAgent('release-captain').ref }]),
  );
});

test('a broken agent shows its file, line and reason, and nothing to overwrite it with', () => {
  renderOver(<BrokenAgent agent={brokenAgent} onOpenAnother={nothing} />);
  for (const text of [brokenAgent.file, '4', brokenAgent.reason]) expect(screen.getByText(text)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Save agent' })).toBeNull();
});

test('Enter on an agent starts it, with Alt in the background; its buttons do too', () => {
  const started: string[] = [];
  const background: string[] = [];
  const edited: string[] = [];
  renderOver(
    <AgentTree
      agents={agents}
      workspaces={workspaces}
      live={({ name }) => (name === 'docs-writer' ? 1 : 0)}
      current={null}
      starting={null}
      problem={null}
      onStart={({ name }) => started.push(name)}
      onBackground={({ name }) => background.push(name)}
      onEdit={({ name }) => edited.push(name)}
    />,
  );
  expect(screen.getAllByRole('treeitem').map((item) => item.firstElementChild?.textContent)).toEqual([
    'payments-api, 5 agents',
    'backend-engineer, Codex, ',
    'docs-writer, Claude Code, 1 live, ',
    'perf-runner, cannot be read, ',
    'release-captain, Codex, ',
    'test-fixer, Codex, ',
    'web-console, 1 agent',
    'frontend-engineer, Claude Code, ',
    'Personal, 1 agent',
    'note-taker, Codex, ',
  ]);
  fireEvent.keyDown(screen.getByRole('treeitem', { name: /^docs-writer/ }), { key: 'Enter' });
  const row = screen.getByRole('treeitem', { name: /^test-fixer/ });
  fireEvent.click(within(row).getByRole('button', { name: 'Start' }));
  fireEvent.keyDown(row, { key: 'Enter', altKey: true });
  fireEvent.click(
    within(screen.getByRole('treeitem', { name: /^note-taker/ })).getByRole('button', {
      name: 'Run in background',
    }),
  );
  fireEvent.click(screen.getByRole('treeitem', { name: /^perf-runner/ }));
  expect([started, background, edited]).toEqual([
    ['docs-writer', 'test-fixer'],
    ['test-fixer', 'note-taker'],
    ['perf-runner'],
  ]);
});
