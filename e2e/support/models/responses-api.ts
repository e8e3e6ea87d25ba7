import { z } from 'zod';
import { textOf } from './json.ts';
import type { ModelRequest, Step, Turn } from './script.ts';
import type { EventStream } from './server.ts';

// OpenAI's Responses API as Codex speaks it, 0.47 to 0.169.

const Item = z.looseObject({
  type: z.string().default('message'),
  role: z.string().optional(),
  content: z.unknown().optional(),
  output: z.unknown().optional(),
});
const Body = z.looseObject({
  model: z.string().default(''),
  instructions: z.string().default(''),
  input: z.array(Item).default([]),
});

const Tool = z.looseObject({
  name: z.string().default(''),
  parameters: z.looseObject({ properties: z.record(z.string(), z.unknown()).default({}) }).optional(),
});
const Offer = z.looseObject({ tools: z.array(Tool).default([]) });

const instructs = (role: string | undefined): boolean => role === 'developer' || role === 'system';

const turnOf = (item: z.output<typeof Item>): readonly Turn[] => {
  if (item.type.endsWith('_output')) return [{ role: 'tool', text: textOf(item.output) }];
  if (item.type !== 'message' || instructs(item.role)) return [];
  return [{ role: item.role === 'assistant' ? 'assistant' : 'user', text: textOf(item.content) }];
};

/** The request behind a body. */
export const readCodex = (body: unknown): ModelRequest => {
  const { model, instructions, input } = Body.parse(body);
  const developer = input.filter((item) => instructs(item.role)).map((item) => textOf(item.content));
  const turns = input.flatMap(turnOf);
  const prompt = turns.findLast((turn) => turn.role === 'user')?.text ?? '';
  return {
    runtime: 'codex',
    model,
    system: [instructions, ...developer].join('\n'),
    turns,
    prompt,
    aside: prompt.startsWith('Generate a concise'),
  };
};

let last = 0;
const fresh = (kind: string): string => {
  last += 1;
  return `${kind}_${last.toString(16).padStart(8, '0')}`;
};

/** What makes the CLI ask, by the names that its version has for it. */
const escalation = (names: Readonly<Record<string, unknown>>): object => ({
  ...('with_escalated_permissions' in names
    ? { with_escalated_permissions: true }
    : { sandbox_permissions: 'require_escalated' }),
  justification: 'The test asks.',
});

/** What a step becomes in an answer; null for one that is no call. */
export type Call = (step: Step) => object | null;

const called = (name: string, input: object): object => ({
  type: 'function_call',
  name,
  arguments: JSON.stringify(input),
});

const patched = (text: string): object => ({ type: 'custom_tool_call', name: 'apply_patch', input: text });

const asked = ({ question, options }: Extract<Step, { do: 'ask' }>): object => ({
  questions: [
    {
      id: 'choice',
      header: 'Choice',
      question,
      options: options.map((label) => ({ label, description: `It is ${label}` })),
    },
  ],
});

/** The newest default models have one tool, `exec`, whose input is JavaScript, and few beside it. */
const scripted: Call = (step) => {
  const script = (tool: string, input: unknown): object => {
    const text = `const result = await tools.${tool}(${JSON.stringify(input)}); text(JSON.stringify(result));`;
    return { type: 'custom_tool_call', name: 'exec', input: text };
  };
  switch (step.do) {
    case 'run':
      return script('exec_command', { cmd: step.command, ...(step.asks ? escalation({}) : {}) });
    case 'patch':
      return script('apply_patch', step.text);
    case 'ask':
      return called('request_user_input', asked(step));
    case 'use':
    case 'say':
    case 'hold':
    case 'fail':
      return null;
  }
};

/** The shell tools by their names, the newest first, and how each is told a command. */
const shells: Readonly<Record<string, (command: string) => object>> = {
  exec_command: (command) => ({ cmd: command }),
  shell_command: (command) => ({ command }),
  shell: (command) => ({ command: ['bash', '-lc', command] }),
};

/** How this model has something done that the person must be asked about: by the tools that the request offers. */
export const callOf = (body: unknown): Call => {
  const { tools } = Offer.parse(body);
  const tool = Object.keys(shells)
    .map((name) => tools.find((one) => one.name === name))
    .find((one) => one !== undefined);
  if (!tool) return scripted;
  const properties = tool.parameters?.properties ?? {};
  return (step) => {
    switch (step.do) {
      case 'run':
        return called(tool.name, {
          ...shells[tool.name]?.(step.command),
          ...(step.asks ? escalation(properties) : {}),
        });
      case 'patch':
        return patched(step.text);
      case 'ask':
        return called('request_user_input', asked(step));
      case 'use':
      case 'say':
      case 'hold':
      case 'fail':
        return null;
    }
  };
};

/** Plays steps as one response. */
export const playCodex = async (
  steps: readonly Step[],
  { model, call }: { readonly model: string; readonly call: Call },
  stream: EventStream,
): Promise<void> => {
  const response = { id: fresh('resp'), object: 'response', model };
  const output: object[] = [];
  stream.event('response.created', { response: { ...response, status: 'in_progress', output: [] } });
  const speak = (text: string): void => {
    const item = { type: 'message', role: 'assistant', id: fresh('msg'), status: 'completed' };
    const whole = { ...item, content: [{ type: 'output_text', text, annotations: [] }] };
    const at = { item_id: item.id, output_index: output.length };
    stream.event('response.output_item.added', {
      ...at,
      item: { ...item, status: 'in_progress', content: [] },
    });
    stream.event('response.output_text.delta', { ...at, content_index: 0, delta: text });
    stream.event('response.output_text.done', { ...at, content_index: 0, text });
    stream.event('response.output_item.done', { ...at, item: whole });
    output.push(whole);
  };
  for (const step of steps) {
    if (stream.closed) return;
    if (step.do === 'say') speak(step.text);
    if (step.do === 'hold') await step.gate.opened;
    const made = call(step);
    if (made !== null) {
      const item = { id: fresh('ctc'), call_id: fresh('call'), ...made };
      stream.event('response.output_item.added', { output_index: output.length, item });
      stream.event('response.output_item.done', { output_index: output.length, item });
      output.push(item);
    }
  }
  const usage = {
    input_tokens: 1000,
    input_tokens_details: { cached_tokens: 100 },
    output_tokens: 10,
    output_tokens_details: { reasoning_tokens: 1 },
    total_tokens: 1010,
  };
  stream.event('response.completed', { response: { ...response, status: 'completed', output, usage } });
  stream.end();
};
