import { fields, list, text, titleOf, type Fields } from '../values.ts';

const SPEAKING = ['file_path', 'notebook_path', 'path', 'url', 'pattern', 'query', 'description', 'skill'];

/** What a call of a tool does, in one line: the command, the question, or the tool and its file. */
export const toolLine = (name: string, input: Fields): string => {
  const command = titleOf(text(input['command']) ?? '');
  if (command !== null) return command;
  const asked = titleOf(text(fields(list(input['questions'])[0])['question']) ?? '');
  if (asked !== null) return asked;
  const said = SPEAKING.map((one) => titleOf(text(input[one]) ?? '')).find((one) => one !== null);
  const tool = titleOf(name) ?? 'a tool';
  return said ? `${tool} ${said}` : tool;
};
