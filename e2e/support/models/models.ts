import { playClaude, readClaude, tellClaude } from './messages-api.ts';
import { callOf, playCodex, readCodex } from './responses-api.ts';
import { createGate, say, stage, type Gate, type ModelRequest, type Script, type Step } from './script.ts';
import { listen, type EventStream } from './server.ts';

interface Rule {
  readonly prompt: RegExp;
  readonly script: Script;
}

interface Waiting {
  fits(request: ModelRequest): boolean;
  resolve(request: ModelRequest): void;
}

const TITLE = 'A title from the test';

/** Whether a server error is all the answer there is; it is sent then. */
const failed = ([first]: readonly Step[], stream: EventStream): boolean => {
  if (first?.do !== 'fail') return false;
  const { status } = first;
  stream.json(status, { type: 'error', error: { type: 'test_error', message: `The test says ${status}` } });
  return true;
};

/** What is said, for a CLI that asks without a stream: Claude Code does after its stream broke. */
const inOnePiece = async (steps: readonly Step[]): Promise<string> => {
  const texts: string[] = [];
  for (const step of steps) {
    if (step.do === 'hold') await step.gate.opened;
    if (step.do === 'say') texts.push(step.text);
  }
  return texts.join('\n');
};

/** The fake models of one test: both vendors' APIs on 127.0.0.1, played by scripts, everything recorded. */
export const startModels = async () => {
  const requests: ModelRequest[] = [];
  const rules: Rule[] = [];
  const gates: Gate[] = [];
  const waiting = new Set<Waiting>();

  const received = (request: ModelRequest): void => {
    requests.push(request);
    // Whoever waits for more comes back to the list, and must not meet this request again.
    for (const one of Array.from(waiting)) {
      if (!one.fits(request)) continue;
      waiting.delete(one);
      one.resolve(request);
    }
  };

  const steps = (request: ModelRequest): readonly Step[] => {
    if (request.aside) return [say(TITLE)];
    const rule = rules.findLast((one) => one.prompt.test(request.prompt));
    const script = rule?.script ?? [[say(`No script for this prompt.`)]];
    return script[Math.min(stage(request.turns), script.length - 1)] ?? [];
  };

  const codex = await listen(async ({ path, body, stream }) => {
    if (!/\/responses(\?|$)/.test(path)) return stream.json(404, { error: { message: 'Not found' } });
    const request = readCodex(body);
    received(request);
    const answer = steps(request);
    if (failed(answer, stream)) return;
    await playCodex(answer, { model: request.model, call: callOf(body) }, stream);
  });
  const claude = await listen(async ({ path, body, stream }) => {
    if (path.includes('count_tokens')) return stream.json(200, { input_tokens: 1000 });
    if (!path.startsWith('/v1/messages')) return stream.json(404, { error: { message: 'Not found' } });
    const { streamed, ...request } = readClaude(body);
    received(request);
    const answer = steps(request);
    if (failed(answer, stream)) return;
    if (streamed) return playClaude(answer, request.model, stream);
    const title = JSON.stringify({ title: TITLE, isNewTopic: false });
    tellClaude(request.aside ? title : await inOnePiece(answer), request.model, stream);
  });

  return {
    codexUrl: `${codex.url}/v1`,
    claudeUrl: claude.url,
    requests,
    /** From now on a prompt that matches is answered by this script; the newest rule wins. */
    when(prompt: RegExp, ...script: Script): void {
      rules.push({ prompt, script });
    },
    /** A gate that is opened at the latest when the test ends. */
    gate(): Gate {
      const gate = createGate();
      gates.push(gate);
      return gate;
    },
    /** The `count`-th request of a person whose newest prompt matches; waits for it. */
    asked(prompt: RegExp, count = 1): Promise<ModelRequest> {
      const fits = (request: ModelRequest): boolean => !request.aside && prompt.test(request.prompt);
      const found = requests.filter(fits);
      const there = found[count - 1];
      if (there) return Promise.resolve(there);
      let missing = count - found.length;
      return new Promise((resolve) => {
        const again = (request: ModelRequest): void => {
          missing -= 1;
          if (missing === 0) resolve(request);
          else waiting.add({ fits, resolve: again });
        };
        waiting.add({ fits, resolve: again });
      });
    },
    /** How often a person's newest prompt had this text so far. */
    count: (text: string): number =>
      requests.filter(({ aside, prompt }) => !aside && prompt.includes(text)).length,
    /** From now on nobody can connect, until `accept`. */
    refuse: async (): Promise<void> => void (await Promise.all([codex.refuse(), claude.refuse()])),
    accept: async (): Promise<void> => void (await Promise.all([codex.accept(), claude.accept()])),
    async close(): Promise<void> {
      for (const gate of gates) gate.open();
      await Promise.all([codex.close(), claude.close()]);
    },
  };
};

export type Models = Awaited<ReturnType<typeof startModels>>;
