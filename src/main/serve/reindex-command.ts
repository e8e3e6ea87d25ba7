import { logsRead } from './logs-read.ts';
import { visibleLine } from './plain.ts';
import { json, type CommandContext } from './reports.ts';
import { askMain } from './with-main.ts';

/** `toc reindex`: reads every log that exists afresh, and waits for it. */
export const reindex = async (asJson: boolean, context: CommandContext): Promise<number> => {
  const state = await askMain(async (calls) => {
    await calls.transcripts.reindex();
    return logsRead(calls, 'read');
  });
  if (state.phase === 'failed') throw new Error(state.failure ?? 'The logs could not be read.');
  if (state.phase === 'paused') context.complain('reading logs is paused; they are read when it goes on.');
  for (const { path, reason } of state.problems)
    context.complain(`${visibleLine(path)}: ${visibleLine(reason)}`);
  if (asJson) return context.print(json(state));
  const megabytes = (state.bytes.all / 1e6).toFixed(1);
  return context.print(`Read ${state.files.read} of ${state.files.all} logs, ${megabytes} MB.\n`);
};
