/** The whole number that a text says, if it lies between the two; else what is wrong with it. */
export const wholeNumber = (
  text: string,
  [least, most]: readonly [number, number],
): { readonly value: number } | { readonly problem: string } => {
  const typed = text.trim();
  const value = Number(typed);
  return /^\d+$/.test(typed) && value >= least && value <= most
    ? { value }
    : { problem: `A whole number from ${least} to ${most}.` };
};
