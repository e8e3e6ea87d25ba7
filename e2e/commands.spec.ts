import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { RUNTIMES } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { hold, run, say } from './support/models/script.ts';
import { toc } from './support/toc.ts';
import type { RuntimeId, World } from './support/world.ts';

const Run = z.looseObject({
  id: z.uuid(),
  status: z.string(),
  run: z.strictObject({
    kind: z.literal('background'),
    result: z.strictObject({ text: z.string(), isError: z.boolean() }).nullable(),
  }),
});

/** The model asks to leave the sandbox: Codex refuses that where nobody can be asked; Claude Code has none to leave. */
const OUTCOME = { codex: 'failed', 'claude-code': 'exit 0' } as const satisfies Record<RuntimeId, string>;

/** As a person writes one with an editor, toc having never seen the folder. */
const writeAgent = ({ workspace }: World, name: string, runtime: RuntimeId): void => {
  const folder = join(workspace, '.toc', 'agents', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'oc-agent.yaml'),
    `name: ${name}\nruntime: ${runtime}\npermissions:\n  bypass: true\n`,
  );
  writeFileSync(join(folder, 'agent.md'), 'Be brief.\n');
};

for (const runtime of RUNTIMES) {
  test(`${runtime}: run, watch, resume and stop from the command line, with no window and no main`, async ({
    world,
  }) => {
    const { models, workspace } = world;
    const [counted, endless] = [models.gate(), models.gate()];
    models.when(/mend the boiler/, [say('Mended.')]);
    models.when(/was it mended/, [say('It was.')]);
    models.when(/count to one/, [run('echo one')], [hold(counted), say('Counted.')]);
    models.when(/never end/, [hold(endless), say('Never.')]);
    writeAgent(world, 'fixer', runtime);
    const start = (...more: string[]) => toc(world, 'run', 'fixer', '--cwd', workspace, ...more);

    expect(await start('-p', 'Please mend the boiler', '--json')).toMatchObject({ code: 0, err: '' });
    const [first] = z
      .array(z.looseObject({ id: z.string() }))
      .parse(JSON.parse((await toc(world, 'sessions', '--json', '--cwd', workspace)).out));
    expect(await toc(world, 'resume', first?.id ?? '', '-p', 'And was it mended')).toEqual({
      code: 0,
      out: 'It was.\n',
      err: '',
    });
    const resumed = await models.asked(/was it mended/);
    expect(resumed.turns.map(({ text }) => text).join('\n')).toContain('Please mend the boiler');

    const left = await start('-p', 'Please count to one', '--background', '--title', 'counter');
    expect(left).toMatchObject({ code: 0, err: '' });
    await models.asked(/count to one/, 2);
    const watching = toc(world, 'watch', left.out.trim());
    counted.open();
    const watched = await watching;
    expect(watched).toMatchObject({ code: 0, err: '' });
    expect(watched.out).toMatch(/You: Please count to one\n/);
    expect(watched.out).toContain(`Bash: echo one (${OUTCOME[runtime]})\n`);
    expect(watched.out).toMatch(/Ended: The runtime said that it finished\.\n\nCounted\.\n$/);

    const going = Run.parse(
      JSON.parse((await start('-p', 'Please never end', '--background', '--json')).out),
    );
    expect(going.run.result).toBeNull();
    await models.asked(/never end/);
    const stopped = await toc(world, 'stop', going.id, '--json');
    expect([stopped.code, Run.parse(JSON.parse(stopped.out)).status]).toEqual([0, 'Stopped']);
    expect(world.clis(runtime)).toEqual([]);
    expect(await toc(world, 'stop', going.id)).toMatchObject({
      code: 1,
      err: 'toc: It has no process any more.\n',
    });
  });
}
