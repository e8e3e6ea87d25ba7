/**
 * A TOML basic string. JSON's is one but for two things: TOML forbids a raw U+007F, and it knows no lone
 * surrogates, which become U+FFFD as they would on the way to UTF-8. Emoji stay raw: Codex does not read
 * surrogate pairs written as two escapes.
 */
export const tomlString = (text: string): string =>
  JSON.stringify(text.toWellFormed()).replaceAll('\u007f', '\\u007f');

/** A TOML array of strings. */
export const tomlList = (texts: readonly string[]): string => `[${texts.map(tomlString).join(',')}]`;
