/** Fewer of some items that still go wrong together: larger pieces are left out first, then smaller ones. */
const fewer = <Item>(
  items: readonly Item[],
  goesWrong: (items: readonly Item[]) => boolean,
): readonly Item[] => {
  let left = items;
  for (let size = left.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < left.length;) {
      const without = left.toSpliced(at, size);
      if (goesWrong(without)) left = without;
      else at += size;
    }
  }
  return left;
};

/** Of a log that is read wrongly, the least that still is, as far as it is found before it is late. */
export const shrunk = (log: Buffer, isWrong: (log: Buffer) => boolean, isLate: () => boolean): Buffer => {
  const goesWrong = (bytes: Buffer): boolean => !isLate() && isWrong(bytes);
  const lines = log.toString('latin1').split(/(?<=\n)/);
  const joined = (parts: readonly string[]): Buffer => Buffer.from(parts.join(''), 'latin1');
  const least = joined(fewer(lines, (some) => goesWrong(joined(some))));
  return Buffer.from(fewer([...least], (some) => goesWrong(Buffer.from(some))));
};
