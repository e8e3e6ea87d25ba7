/** How well a text fits what was typed: null for not at all, else lower is better. */
export const fit = (text: string, typed: string): number | null => {
  const words = text.toLowerCase();
  const query = typed.trim().toLowerCase();
  if (query === '') return 0;
  const whole = words.indexOf(query);
  if (whole === 0) return 0;
  if (whole > 0) return /[\s-]/.test(words[whole - 1] ?? '') ? 1 : 2;
  let at = 0;
  let gaps = 0;
  for (const letter of query.replaceAll(' ', '')) {
    const next = words.indexOf(letter, at);
    if (next < 0) return null;
    gaps += next - at;
    at = next + 1;
  }
  return 3 + gaps;
};

/** What fits, best first; equals keep their order. */
export const found = <Item extends { readonly text: string }>(
  items: readonly Item[],
  typed: string,
): Item[] =>
  items
    .map((item) => ({ item, score: fit(item.text, typed) }))
    .filter((each): each is { item: Item; score: number } => each.score !== null)
    .toSorted((a, b) => a.score - b.score)
    .map(({ item }) => item);
