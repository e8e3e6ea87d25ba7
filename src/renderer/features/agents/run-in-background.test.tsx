import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { createFakeMain, type FakeMain } from '#renderer/test-support/fake-bridge.ts';
import { agents, anAgent, workspaces } from '#renderer/test-support/fixtures.ts';
import { renderOver } from '#renderer/test-support/render.tsx';
import { RunInBackground, type RunInBackgroundProps } from './run-in-background.tsx';

const show = (change: Partial<RunInBackgroundProps> = {}, main: FakeMain = createFakeMain()) => {
  const started: string[] = [];
  const closed: string[] = [];
  renderOver(
    <RunInBackground
      agent={anAgent('test-fixer').ref}
      agents={agents}
      workspaces={workspaces}
      last="/home/ada/code/web-console"
      onStarted={({ title }) => started.push(title)}
      onClose={() => closed.push('closed')}
      {...change}
    />,
    main,
  );
  return { main, started, closed };
};

const dialog = () => screen.getByRole('dialog', { name: 'Run in background' });
const write = (text: string) => {
  const prompt = screen.getByRole('textbox', { name: 'Prompt' });
  fireEvent.change(prompt, { target: { value: text } });
  return prompt;
};
const send = () => within(dialog()).getByRole<HTMLButtonElement>('button', { name: 'Run in background' });

test('a prompt and one key start a run; pressed twice it is still one', async () => {
  const { main, started, closed } = show();
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Prompt' })));
  expect(send().disabled).toBe(true);
  const prompt = write('Find the slow tests.');
  fireEvent.keyDown(prompt, { key: 'Enter', ctrlKey: true });
  fireEvent.keyDown(prompt, { key: 'Enter', ctrlKey: true });
  await waitFor(() => expect([started, closed]).toEqual([['test-fixer'], ['closed']]));
  expect(main.asked).toEqual([
    {
      call: 'sessions.runInBackground',
      input: {
        startKey: 'a key',
        agent: anAgent('test-fixer').ref,
        workspace: null,
        title: null,
        prompt: 'Find the slow tests.',
      },
    },
  ]);
});

test('it says what this runtime does where it would ask, and shows the command line', async () => {
  show();
  expect(dialog().textContent).toContain(
    'test-fixer is set to Ask, but Codex cannot ask in the background: what its sandbox does not allow is refused.',
  );
  expect(dialog().textContent).toContain('The prompt is sent on standard input.');
  const preview = await screen.findByRole('group', { name: 'Command preview' });
  expect(preview.textContent).toContain('codex');
  expect(preview.textContent).toContain('exec');
});

test('opened without an agent it asks for one, and a personal one for its place', async () => {
  const { main, started } = show({ agent: null });
  const agent = screen.getByRole('combobox', { name: 'Agent' });
  expect(within(agent).queryByRole('option', { name: /perf-runner/ })).toBeNull();
  expect(screen.queryByRole('combobox', { name: 'Workspace' })).toBeNull();
  fireEvent.change(agent, { target: { value: '\nnote-taker' } });
  expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Workspace' }).value).toBe(
    '/home/ada/code/web-console',
  );
  write('Sort the notes.');
  fireEvent.click(send());
  await waitFor(() => expect(started).toHaveLength(1));
  expect(main.asked).toMatchObject([
    { input: { agent: { workspace: null, name: 'note-taker' }, workspace: '/home/ada/code/web-console' } },
  ]);
});

test('what keeps it from starting is said in the dialog, and the prompt stays', async () => {
  const { closed } = show({}, createFakeMain({ launchFails: true }));
  const prompt = write('Find the slow tests.');
  fireEvent.click(send());
  expect((await screen.findByRole('alert')).textContent).toContain('out of memory');
  expect([prompt.textContent, closed]).toEqual(['Find the slow tests.', []]);
});

test('a prompt is not dropped unasked', async () => {
  const { closed } = show();
  write('Find the slow tests.');
  fireEvent.click(within(dialog()).getByRole('button', { name: 'Cancel' }));
  const question = await screen.findByRole('dialog', { name: 'Drop this prompt?' });
  expect(closed).toEqual([]);
  fireEvent.click(within(question).getByRole('button', { name: 'Keep writing' }));
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Drop this prompt?' })).toBeNull());
  write('');
  fireEvent.click(within(dialog()).getByRole('button', { name: 'Cancel' }));
  expect(closed).toEqual(['closed']);
});

test('without an agent there is nothing to run', () => {
  show({ agent: null, agents: [] });
  write('Anything.');
  expect(send().disabled).toBe(true);
  expect(dialog().textContent).toContain('There is no agent that can be run yet.');
});
