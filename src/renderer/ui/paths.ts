/** A path as people write it: the home folder is `~`. */
export const shortPath = (path: string, home: string | undefined): string => {
  if (home === undefined || home === '/' || home === '') return path;
  if (path === home) return '~';
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
};

/** The last part of a path. */
export const folderName = (path: string): string => path.slice(path.lastIndexOf('/') + 1) || path;
