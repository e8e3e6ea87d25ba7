import { expect, test } from 'vitest';
import { resumeCommand, shellWord } from './resume-command.ts';

test('a resume command goes to the folder and names the conversation', () => {
  expect(resumeCommand({ runtime: 'codex', workspace: '/home/ada/app', conversationId: '0193-a' })).toBe(
    'cd /home/ada/app && codex resume 0193-a',
  );
  expect(resumeCommand({ runtime: 'claude-code', workspace: null, conversationId: 'x' })).toBe(
    'claude --resume x',
  );
});

test('no text of a folder or a log becomes shell code', () => {
  expect(shellWord("it's $(rm -rf ~)\n`x`")).toBe(`'it'"'"'s $(rm -rf ~)\n\`x\`'`);
  expect(shellWord('')).toBe("''");
});
