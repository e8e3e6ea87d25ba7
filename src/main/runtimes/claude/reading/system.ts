import { fields, isFields, list, text, titleOf, type Fields } from '../../values.ts';
import { REPORTED, saidIn } from './prompt.ts';
import { idIn, type Scene } from './state.ts';
import { counted, countCompaction } from './tokens.ts';
import { agentEnded, told } from './user.ts';

/** The vendor's service failed and is asked again: one row for all tries of a request. */
const retried = ({ book, line, at, inside }: Scene): void => {
  const error = isFields(line['error']) ? line['error'] : {};
  const status = line['error_status'];
  const said =
    text(error['formatted']) ||
    text(error['message']) ||
    [typeof status === 'number' ? String(status) : '', text(line['error']) ?? ''].join(' ').trim() ||
    'The request failed.';
  const attempt = line['retryAttempt'] ?? line['attempt'];
  const most = line['maxRetries'] ?? line['max_retries'];
  const isCounted = typeof attempt === 'number' && typeof most === 'number';
  const words = isCounted ? `${said} (trying again, ${attempt} of ${most})` : said;
  if (book.last('retry')) book.amend({ text: words });
  else book.add({ at, kind: 'error', text: words, ...inside }, 'retry');
};

const refused = ({ book, line }: Scene): void => {
  const id = idIn(line['tool_use_id']);
  const open = id === null ? null : book.find(id);
  if (open) open.declined = true;
};

const agentStarted = ({ book, line }: Scene): void => {
  const [call, agent] = [idIn(line['tool_use_id']), idIn(line['task_id'])];
  if (call === null || agent === null || line['task_type'] !== 'local_agent') return;
  book.reviseAgent(call, { opens: agent }, false);
};

const notified = (scene: Scene): void => {
  const { line, book, at } = scene;
  const call = idIn(line['tool_use_id']);
  const step = call === null ? null : book.agent(call);
  // In the foreground its result says it all.
  if (!step || call === null || book.find(call)) return;
  const status = text(line['status']);
  const success = status === 'completed' ? true : status === null ? null : false;
  const summary = text(line['summary']);
  if (agentEnded(scene, call, { success, output: summary }))
    book.add({ at, kind: 'lifecycle', text: summary || REPORTED });
};

const began = ({ line, state }: Scene): void => {
  state.known.model = idIn(line['model']) ?? state.known.model;
};

/** What hooks and the CLI report of themselves; shown only where it warns. */
const informed = ({ book, line, at, inside }: Scene): void => {
  const said = text(line['content'])?.trim() ?? '';
  const level = text(line['level']);
  if (said !== '' && (level === 'warning' || level === 'error'))
    book.add({ at, kind: 'lifecycle', text: said, ...inside });
};

/** A `system` line; kinds that only report on the CLI's own work are silent. */
export const systemLine = (scene: Scene): void => {
  const { line, book, at, inside } = scene;
  switch (line['subtype']) {
    case 'init':
      began(scene);
      return;
    case 'compact_boundary':
      book.add({ at, kind: 'compaction', ...inside }, 'compaction');
      countCompaction(scene);
      return;
    case 'api_error':
    case 'api_retry':
      retried(scene);
      return;
    case 'local_command':
      told(scene, saidIn(text(line['content']) ?? ''));
      return;
    case 'permission_denied':
      refused(scene);
      return;
    case 'task_started':
      agentStarted(scene);
      return;
    case 'task_notification':
      notified(scene);
      return;
    default:
      informed(scene);
  }
};

/** An `attachment`: what was put before the model. A prompt that waited for its turn is one, and ends of agents. */
export const attachmentLine = (scene: Scene): void => {
  const { book, at, inside } = scene;
  const attachment = fields(scene.line['attachment']);
  switch (attachment['type']) {
    case 'queued_command': {
      const { prompt, commandMode } = attachment;
      const blocks = list(prompt).map((block) => text(fields(block)['text']) ?? '');
      const said = saidIn(text(prompt) ?? blocks.filter((one) => one !== '').join('\n\n'));
      const isPerson = commandMode === undefined || commandMode === 'prompt';
      if (said.is === 'prompt' && isPerson) {
        scene.state.known.prompt ??= titleOf(said.text);
        book.add({ at, kind: 'user', text: said.text, ...inside });
      } else if (said.is !== 'prompt') told(scene, said);
      return;
    }
    case 'task_status': {
      const agent = idIn(attachment['taskId']);
      const status = text(attachment['status']);
      const success =
        status === 'completed' ? true : status === 'failed' || status === 'killed' ? false : null;
      const call = agent === null ? null : book.agentOf(agent);
      if (success !== null) agentEnded(scene, call, { success, output: text(attachment['deltaSummary']) });
      return;
    }
    case 'max_turns_reached':
      book.add({ at, kind: 'lifecycle', text: 'The limit of turns was reached.', ...inside });
      return;
    default:
  }
};

/** Lines that say something of the conversation as a whole. False: the line is none of them. */
export const settingLine = ({ state, line }: Scene): boolean => {
  const { known, tokens } = state;
  switch (line['type']) {
    case 'custom-title':
      known.name = titleOf(text(line['customTitle']) ?? '') ?? known.name;
      return true;
    case 'ai-title':
      known.suggestion = titleOf(text(line['aiTitle']) ?? '') ?? known.suggestion;
      return true;
    case 'relocated':
      known.cwd = text(line['relocatedCwd']) ?? known.cwd;
      return true;
    case 'cost-state':
      tokens.counter = counted('cost-state', line['totalCostUSD'], line['modelUsage']);
      return true;
    default:
      return false;
  }
};

const textIn = (line: Fields): string => {
  const { content } = fields(line['message']);
  const said = text(content) ?? text(line['content']) ?? text(line['text']);
  if (said !== null) return said.trim();
  return list(content)
    .map((block) => text(fields(block)['text']) ?? '')
    .join('\n')
    .trim();
};

const SILENT =
  /^(?:queue-operation|summary|progress|agent-|api-|file-|control_|rate_limit|worktree|mode$|permission|tools-used|last-prompt|atis|keep_alive|tool_|hook|content-replacement|pr-link)/;

/** A line of a kind this reader does not know: shown where it holds words, silent where it holds settings. */
export const unknownLine = ({ book, line, at, inside }: Scene, type: string): void => {
  const said = SILENT.test(type) ? '' : textIn(line);
  if (said !== '') book.add({ at, kind: 'lifecycle', text: said, note: 'unknown-kind', ...inside });
};
