import { join } from 'node:path';
import { jsonOf, lineReader, restored, type Reading } from '../line-reader.ts';
import type { LogKind } from '../reader.ts';
import { isFields, momentOf } from '../values.ts';
import { codexHome, rolloutId } from './locate.ts';
import { Book } from './reading/book.ts';
import { readExec } from './reading/exec.ts';
import { glance, outputInside } from './reading/glance.ts';
import { readRollout } from './reading/rollout.ts';
import { scriptsEnd } from './reading/scripts.ts';
import { createSkim } from './reading/skim.ts';
import {
  momentIn,
  continuedState,
  newReaderState,
  occasionOf,
  type ReaderState,
  type Scene,
} from './reading/state.ts';
import { unpaidAnswer } from './reading/tokens.ts';

const reading = (state: ReaderState): Reading => {
  const book = new Book(state.book);
  const moment = (at: string): void => {
    state.known.startedAt ??= momentOf(at);
    state.known.endedAt = at;
  };
  return {
    state,
    taken: () => book.taken(),
    read({ bytes, ends }, count) {
      const seen = glance(ends?.head ?? bytes, (ends?.tail ?? bytes).at(-1), state.events);
      if (seen.at !== null) moment(seen.at);
      if (seen.isSilent) return true;
      const value = ends ? outputInside(seen, ends.head) : jsonOf(bytes);
      if (!isFields(value)) return false;
      const at = momentIn(value['timestamp']);
      if (at !== null) moment(at);
      const scene: Scene = { state, book, at, count };
      return readExec(scene, value) || readRollout(scene, value);
    },
    end(count) {
      const scene: Scene = { state, book, at: momentIn(state.known.endedAt), count };
      count(unpaidAnswer(state.tokens, occasionOf(scene)));
      scriptsEnd(scene);
      book.end();
    },
    facts() {
      const { known } = state;
      return { runtime: 'codex', ...known, endedAt: momentOf(known.endedAt) ?? known.startedAt };
    },
    counter: () => state.tokens.counter,
    events: () => state.tokens.next,
  };
};

const skimming = (state: ReaderState): Reading => {
  const skim = createSkim(state);
  const whole = reading(state);
  return {
    ...whole,
    pass: skim.pass,
    taken() {
      skim.settle();
      whole.taken();
      return [];
    },
  };
};

/** Codex's logs: rollouts of every generation, and what `codex exec --json` printed, which is never looked for. */
export const codexLogs: LogKind = {
  runtime: 'codex',
  version: 3,
  roots: (env) => ['sessions', 'archived_sessions'].map((name) => join(codexHome(env), name)),
  named(path) {
    const conversationId = rolloutId(path);
    return conversationId === null ? null : { conversationId, subagent: false };
  },
  recognises: (head) =>
    /^[\0\s\uFEFF]*\{[^\n]{0,400}?"type":\s*"(?:session_meta|response_item|event_msg|turn_context|token_usage_record|compacted|world_state)"/.test(
      head,
    ) || /^[\0\s\uFEFF]*\{[^\n]{0,200}?"type":\s*"(?:thread\.started|turn\.\w+|item\.\w+)"/.test(head),
  reader: (saved) => lineReader(reading(restored(newReaderState(), saved))),
  continued: (saved, hasBeginning) =>
    JSON.stringify(continuedState(restored(newReaderState(), saved), hasBeginning)),
  skimmer: () => lineReader(skimming(newReaderState())),
};
