import { z } from 'zod';
import { textOf } from './json.ts';
import type { ModelRequest, Step, Turn } from './script.ts';
import type { EventStream } from './server.ts';

// Anthropic's Messages API as Claude Code 2.1.330 speaks it.

const Block = z.looseObject({ type: z.string() });
const Message = z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(Block)]) });
const Body = z.looseObject({
  model: z.string().default(''),
  stream: z.boolean().default(false),
  system: z.unknown().optional(),
  messages: z.array(Message).default([]),
  tools: z.array(z.unknown()).default([]),
});

const turnsOf = ({ role, content }: z.output<typeof Message>): readonly Turn[] => {
  if (role === 'assistant') return [{ role: 'assistant', text: textOf(content) }];
  if (role !== 'user') return [];
  if (typeof content === 'string') return [{ role: 'user', text: content }];
  const results = content.filter((block) => block.type === 'tool_result');
  if (results.length > 0) {
    // After an interrupt what a person types next stands in the same message as the refused tool's result.
    const said = content
      .filter((block) => block.type === 'text')
      .map((block) => textOf([block]))
      .filter((text) => /^[^<[]/.test(text));
    return [{ role: 'tool', text: textOf(results) }, ...said.map((text): Turn => ({ role: 'user', text }))];
  }
  return [{ role: 'user', text: textOf(content) }];
};

/** The request behind a body, and whether it wants a stream. */
export const readClaude = (body: unknown): ModelRequest & { readonly streamed: boolean } => {
  const { model, stream, system, messages, tools } = Body.parse(body);
  const turns = messages.flatMap(turnsOf);
  return {
    runtime: 'claude-code',
    model,
    system: textOf(system),
    turns,
    prompt: turns.findLast((turn) => turn.role === 'user')?.text ?? '',
    aside: tools.length === 0,
    streamed: stream,
  };
};

let last = 0;
const fresh = (kind: string): string => {
  last += 1;
  return `${kind}_${last.toString(16).padStart(8, '0')}`;
};

const USAGE = {
  input_tokens: 10,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  output_tokens: 1,
  service_tier: 'standard',
};

type Content =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'tool_use';
      readonly id: string;
      readonly name: string;
      readonly input: object;
    };

const call = (name: string, input: object): Content => ({
  type: 'tool_use',
  id: fresh('toolu'),
  name,
  input,
});

const contentOf = (step: Step): Content | null => {
  switch (step.do) {
    case 'say':
      return { type: 'text', text: step.text };
    case 'run':
      return call('Bash', { command: step.command, description: 'What the test asks for' });
    case 'ask': {
      const options = step.options.map((label) => ({ label, description: `It is ${label}` }));
      const question = { question: step.question, header: 'Choice', multiSelect: false, options };
      return call('AskUserQuestion', { questions: [question] });
    }
    case 'use':
      return call(step.tool, step.input);
    case 'hold':
    case 'fail':
    case 'patch':
      return null;
  }
};

const stopReason = (steps: readonly Step[]): string =>
  steps.some((step) => contentOf(step)?.type === 'tool_use') ? 'tool_use' : 'end_turn';

/** Plays steps as one streamed response. */
export const playClaude = async (
  steps: readonly Step[],
  model: string,
  stream: EventStream,
): Promise<void> => {
  const message = { id: fresh('msg'), type: 'message', role: 'assistant', model, content: [] };
  stream.event('message_start', {
    message: { ...message, stop_reason: null, stop_sequence: null, usage: USAGE },
  });
  let index = 0;
  for (const step of steps) {
    if (stream.closed) return;
    if (step.do === 'hold') await step.gate.opened;
    const content = contentOf(step);
    if (!content) continue;
    const [start, delta] =
      content.type === 'text'
        ? [
            { type: 'text', text: '' },
            { type: 'text_delta', text: content.text },
          ]
        : [
            { ...content, input: {} },
            { type: 'input_json_delta', partial_json: JSON.stringify(content.input) },
          ];
    stream.event('content_block_start', { index, content_block: start });
    stream.event('content_block_delta', { index, delta });
    stream.event('content_block_stop', { index });
    index += 1;
  }
  const delta = { stop_reason: stopReason(steps), stop_sequence: null };
  stream.event('message_delta', { delta, usage: { ...USAGE, output_tokens: 20 } });
  stream.event('message_stop', {});
  stream.end();
};

/** The same as one JSON answer, for what the CLI asks aside. */
export const tellClaude = (text: string, model: string, stream: EventStream): void =>
  stream.json(200, {
    id: fresh('msg'),
    type: 'message',
    role: 'assistant',
    model,
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { ...USAGE, output_tokens: 20 },
  });
