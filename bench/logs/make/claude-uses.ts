import { pictureBlock, type Track, type Use } from './claude-lines.ts';
import { someOutput, somePicture, type World } from './world.ts';

type Made = Omit<Use, 'id'>;

const bash = (world: World): Made => {
  const { dice, texts } = world;
  const output = someOutput(world, 1700);
  const isError = dice.chance(0.1);
  const failure = `Exit code 1\n${output}`;
  return {
    name: 'Bash',
    input: { command: `npm test -- ${texts.word()} | tail -50`, description: 'Run the tests' },
    content: isError ? failure : output,
    isError,
    beside: isError
      ? `Error: ${failure}`
      : { stdout: output, stderr: '', interrupted: false, isImage: false, noOutputExpected: false },
  };
};

const read = (world: World, { cwd }: Track): Made => {
  const { texts } = world;
  const filePath = `${cwd}/src/${texts.word()}.ts`;
  const named = { name: 'Read', input: { file_path: filePath }, isError: false };
  const picture = somePicture(world, 0.05);
  if (picture !== null) {
    const file = { base64: picture, type: 'image/png', originalSize: picture.length };
    return { ...named, content: [pictureBlock(picture)], beside: { type: 'image', file } };
  }
  const content = someOutput(world, 2600);
  const lines = content.split('\n');
  const numbered = lines.map((line, index) => `${String(index + 1).padStart(6)}→${line}`).join('\n');
  const file = { filePath, content, numLines: lines.length, startLine: 1, totalLines: lines.length };
  return { ...named, content: numbered, beside: { type: 'text', file } };
};

const edit = ({ dice, texts }: World, { cwd }: Track): Made => {
  const filePath = `${cwd}/src/${texts.word()}.ts`;
  const [oldString, newString] = [
    texts.code(dice.spread(250, 1, 9000)),
    texts.code(dice.spread(300, 1, 9000)),
  ];
  const lines = [
    ...oldString.split('\n').map((one) => `-${one}`),
    ...newString.split('\n').map((one) => `+${one}`),
  ];
  return {
    name: 'Edit',
    input: { replace_all: false, file_path: filePath, old_string: oldString, new_string: newString },
    content: `The file ${filePath} has been updated successfully.`,
    isError: false,
    beside: {
      filePath,
      oldString,
      newString,
      originalFile: texts.code(dice.spread(4000, 1, 40_000)),
      structuredPatch: [{ oldStart: 1, oldLines: 3, newStart: 1, newLines: 4, lines }],
      userModified: false,
      replaceAll: false,
    },
  };
};

const write = ({ dice, texts }: World, { cwd }: Track): Made => {
  const filePath = `${cwd}/src/${texts.word()}.ts`;
  const content = texts.code(dice.spread(2000, 1, 30_000));
  return {
    name: 'Write',
    input: { file_path: filePath, content },
    content: `File created successfully at: ${filePath}`,
    isError: false,
    beside: { type: 'create', filePath, content, structuredPatch: [] },
  };
};

const grep = (world: World): Made => {
  const content = someOutput(world, 1200);
  return {
    name: 'Grep',
    input: { pattern: world.texts.word(), output_mode: 'content' },
    content,
    isError: false,
    beside: { mode: 'content', numFiles: 0, filenames: [], content, numLines: content.split('\n').length },
  };
};

/** A call of a tool and its result. */
export const someUse = (world: World, track: Track): Use => {
  const { dice } = world;
  const make = dice.pick([bash, bash, bash, read, read, edit, write, grep]);
  return { id: `toolu_01${dice.letters(22)}`, ...make(world, track) };
};

/** The call that starts a sub-agent; what comes of it is not known yet. */
export const agentUse = ({ dice }: World, { version }: Track, prompt: string): Use => ({
  id: `toolu_01${dice.letters(22)}`,
  name: version === '2.1.330' ? 'Agent' : 'Task',
  input: { description: 'Look closer', prompt, subagent_type: 'general-purpose' },
  content: '',
  isError: false,
  beside: null,
});

/** Its result repeats the figures of the sub-agent's last answer: they count where that answer stands. */
export const agentAnswered = (
  use: Use,
  { texts }: World,
  { version }: Track,
  agent: { readonly id: string; readonly prompt: string; readonly output: number },
): Use => {
  const content = [{ type: 'text', text: texts.prose(1200) }];
  const usage = {
    input_tokens: 4,
    cache_creation_input_tokens: 500,
    cache_read_input_tokens: 30_000,
    output_tokens: agent.output,
    service_tier: 'standard',
  };
  const counted = { totalDurationMs: 4000, totalTokens: 30_504 + agent.output, totalToolUseCount: 5, usage };
  const more = version === '1.0.128' ? {} : { status: 'completed', prompt: agent.prompt, agentId: agent.id };
  return { ...use, content, beside: { ...more, content, ...counted } };
};
