import { symlinkSync } from 'node:fs';
import { z } from 'zod';
import { RUNTIMES } from './support/desk.ts';
import { inMidTurn } from './support/faults.ts';
import { expect, test } from './support/fixtures.ts';
import { hold } from './support/models/script.ts';

/** Where the CLIs lie, by version; scripts/matrix.mjs installs them and says so. */
const Programs = z.object({
  codex: z.record(z.string(), z.string()),
  claude: z.record(z.string(), z.string()),
});
const programs = Programs.parse(JSON.parse(process.env['TOC_MATRIX'] ?? '{"codex":{},"claude":{}}'));

/** What stands below the composers of these versions. Codex's head is no sign: it scrolls away, and xterm keeps none of it. */
const READY = { codex: /\? for shortcuts/, 'claude-code': /\? for shortcuts/ } as const;

const VERSIONS = [
  { runtime: 'codex', version: '0.47.0', program: programs.codex['0.47.0'] },
  { runtime: 'codex', version: '0.98.0', program: programs.codex['0.98.0'] },
  { runtime: 'claude-code', version: '1.0.128', program: programs.claude['1.0.128'] },
] as const;

for (const { runtime, version, program } of VERSIONS) {
  for (const kind of ['interactive', 'background'] as const) {
    test(`${runtime} ${version}, ${kind}: start, tool, stop, resume, kill -9, resume`, async ({ world }) => {
      for (const one of RUNTIMES) world.uninstall(one);
      world.install(runtime, program);
      // Claude Code 1.0.128 is a script, and there need be no Node where a login shell looks.
      symlinkSync(process.execPath, world.path('bin/node'));
      const ground = await inMidTurn(world, kind, { runtimes: [runtime], ready: READY });
      const { toc, held, gate, stands } = ground;
      await ground.keeps(null);
      expect(world.clis(runtime)).toHaveLength(1);
      for (const { id } of held) {
        const { runtimeVersion } = await toc.session(id);
        expect(runtimeVersion).toBe(version);
        await toc.stop(id);
      }
      await stands('Stopped: You stopped it');
      expect(world.clis(runtime)).toEqual([]);
      await ground.goesOn();

      world.models.when(/for ever/, [hold(gate)]);
      await ground.asks('Go on for ever');
      await ground.signal('SIGKILL');
      await stands('Failed: The process was ended by SIGKILL; nobody pressed Stop.');
      await ground.goesOn();
      await expect.poll(() => toc.nobodys()).toEqual([]);
      await toc.end('SIGTERM');
    });
  }
}
