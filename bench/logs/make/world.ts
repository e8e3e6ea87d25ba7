import type { Dice } from './dice.ts';
import type { Texts } from './texts.ts';
import type { Ledger } from './truth.ts';

/** What the logs of one format are made from. */
export interface World {
  /** The CLI's own folder: CODEX_HOME or CLAUDE_CONFIG_DIR. */
  readonly home: string;
  readonly dice: Dice;
  readonly texts: Texts;
  readonly ledger: Ledger;
  /** So many bytes, or a little more. */
  readonly bytes: number;
  /** Half of the sessions are smaller. */
  readonly middle: number;
}

export const DAY = 24 * 60 * 60 * 1000;

/** Sessions begin in the half year before this moment. */
const LAST = Date.UTC(2026, 10, 1);
const SPAN = 180 * DAY;

/** When a session begins. */
export const someTime = (dice: Dice): number => LAST - SPAN + dice.below(SPAN);

/** Folders that people work in. */
export const someFolders = ({
  dice,
  texts,
}: Pick<World, 'dice' | 'texts'>): readonly [string, ...string[]] => {
  const folder = (): string => `/home/dev/${texts.word()}/${texts.word()}-${dice.below(100)}`;
  return [folder(), ...Array.from({ length: 29 }, folder)];
};

/** How large the next session is, given what is still wanted. */
export const someBytes = ({ dice, middle, bytes, ledger }: World): number =>
  Math.min(dice.spread(middle, 1.3, 24e6), Math.max(middle, bytes - ledger.truth.bytes));

/** Once in a while output holds lines of a log, as when an agent searches its own: they count for nothing. */
export const BAIT = [
  '{"timestamp":"2026-09-01T10:00:00.000Z","type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":{"input_tokens":999999999,"cached_input_tokens":0,"output_tokens":99999999},"last_token_usage":{"input_tokens":999999999,"output_tokens":99999999}}}}',
  '{"timestamp":"2026-09-01T10:00:00.000Z","ordinal":7,"type":"token_usage_record","payload":{"response_id":"resp_bait","usage":{"input_tokens":999999999,"output_tokens":99999999}}}',
  '{"type":"assistant","requestId":"req_bait","message":{"id":"msg_bait","model":"claude-opus-5-5","role":"assistant","content":[],"usage":{"input_tokens":999999999,"output_tokens":99999999}},"timestamp":"2026-09-01T10:00:00.000Z"}',
].join('\n');

/** What a tool printed. */
export const someOutput = ({ dice, texts, ledger }: World, middle: number): string => {
  const output = texts.code(dice.spread(middle, 1.4, 40_000));
  if (!dice.chance(0.01)) return output;
  ledger.trap('figures inside text');
  return `${output}\n${BAIT}\n`;
};

/** Now and then a picture, base64. */
export const somePicture = ({ dice, texts, ledger }: World, odds: number): string | null => {
  if (!dice.chance(odds)) return null;
  ledger.trap('pictures');
  return texts.base64(dice.spread(200_000, 0.9, 1.5e6));
};
