/** A path as people write it: the home folder is `~`. */
export const shortPath = (path: string, home: string | undefined): string => {
  if (home === undefined || home === '/' || home === '') return path;
  if (path === home) return '~';
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
};

/** The last part of a path. */
export const folderName = (path: string): string => path.slice(path.lastIndexOf('/') + 1) || path;

/** A path as it is seen from a folder: without the folder where it is below it. */
export const pathFrom = (path: string, folder: string | null): string =>
  folder !== null && folder !== '/' && path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;

/** The last part of each path, and as much before it as tells it from the others of that name. */
export const namesOf = (paths: readonly string[]): readonly string[] => {
  const tail = (path: string, parts: number): string => path.split('/').slice(-parts).join('/');
  return paths.map((path) => {
    const others = paths.filter((other) => other !== path);
    const most = path.split('/').length;
    for (let parts = 1; parts < most; parts += 1) {
      const name = tail(path, parts);
      if (!others.some((other) => tail(other, parts) === name)) return name;
    }
    return path;
  });
};
