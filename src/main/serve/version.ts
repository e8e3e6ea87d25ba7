import manifest from '../../../package.json' with { type: 'json' };

/** This toc's version. */
export const version: string = manifest.version;
