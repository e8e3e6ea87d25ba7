/** How long a browser may take to begin with a file, milliseconds. */
const PATIENCE = 10_000;

/** Hands texts to the person as one file. */
export const download = (name: string, type: string, texts: readonly string[]): void => {
  const address = URL.createObjectURL(new Blob([...texts], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), PATIENCE);
};
