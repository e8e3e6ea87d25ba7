import { expect, test } from 'vitest';
import { commandOf } from './command.ts';

test('a shell that only wraps a command is left out, and the raw form stays', () => {
  const raw = (value: unknown) => {
    const found = commandOf(value);
    return found && [found.command, found.raw];
  };
  expect(raw(['bash', '-lc', 'echo a'])).toEqual(['echo a', "bash -lc 'echo a'"]);
  expect(raw(['/usr/bin/zsh', '-l', '-c', 'x'])).toEqual(['x', '/usr/bin/zsh -l -c x']);
  expect(raw(`/bin/bash -lc 'echo '"'"'x'"'"''`)).toEqual(["echo 'x'", `/bin/bash -lc 'echo '"'"'x'"'"''`]);
  expect(raw(String.raw`bash -lc "echo \"a\" \$b"`)).toEqual([
    'echo "a" $b',
    String.raw`bash -lc "echo \"a\" \$b"`,
  ]);
  expect(raw('bash -lc ls')).toEqual(['ls', 'bash -lc ls']);
  expect(raw('powershell.exe -Command "Get-Item x"')).toEqual([
    'Get-Item x',
    'powershell.exe -Command "Get-Item x"',
  ]);
});

test('any other command is itself', () => {
  for (const line of ['ls -la', 'bash script.sh', "bash -lc 'open", 'bash -x -lc a b', 'push -c x'])
    expect(commandOf(line)).toEqual({ command: line, raw: null });
  expect(commandOf(['git', 'log'])).toEqual({ command: 'git log', raw: null });
  expect([commandOf([]), commandOf(7), commandOf(undefined)]).toEqual([null, null, null]);
});
