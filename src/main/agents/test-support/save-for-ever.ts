import { AgentDraft } from '#shared/contract/agents.ts';
import { systemClock } from '../../machine/clock.ts';
import { silentLog } from '../../machine/log.ts';
import { createAgents } from '../agents.ts';

// Saves one agent over and over, each time another way round, until it is killed. Tells its parent of each.
const [home = '', workspace = ''] = process.argv.slice(2);
const agents = createAgents({
  home,
  clock: systemClock,
  publish: () => {},
  log: silentLog,
  modelWarning: () => null,
});
const ref = { workspace, name: 'helper' };
for (let turn = 0; ; turn += 1) {
  const text = turn % 2 === 0 ? 'even' : 'odd';
  const now = await agents.find(AgentDraft.shape.ref.parse(ref));
  const saved = await agents.save({
    draft: { ref, runtime: 'codex', model: text, instructions: text.repeat(5000), permission: 'ask' },
    revision: now?.state === 'ready' ? now.revision : null,
    previous: now ? ref : null,
  });
  process.send?.(saved.ok ? 'saved' : saved.error.code);
}
