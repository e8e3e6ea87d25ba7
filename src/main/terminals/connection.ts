import { err, ok, type Result } from '#shared/result.ts';
import { createKeeper, type KeeperRooms, type Silent } from './keeper.ts';
import type { Link } from './link.ts';

/** One connection at a time, made when somebody needs it and again when it broke. */
export const createConnection = (rooms: KeeperRooms, joined: (link: Link) => void, lost: () => void) => {
  const keeper = createKeeper(rooms);
  let link: Link | null = null;
  let connecting: Promise<Result<Link, Silent> | null> | null = null;
  let closed = false;

  const adopt = (found: Link): void => {
    link = found;
    found.onClosed(() => {
      link = null;
      if (closed) return;
      // A broken connection to a living supervisor is mended; a dead one is told.
      void connect(false).then((again) => {
        if (again === null) lost();
      });
    });
    joined(found);
  };

  const connect = (begin: boolean): Promise<Result<Link, Silent> | null> => {
    if (link) return Promise.resolve(ok(link));
    connecting ??= (async () => {
      const found = (await keeper.existing()) ?? (begin ? await keeper.begin() : null);
      if (found?.ok) adopt(found.value);
      return found;
    })().finally(() => {
      connecting = null;
    });
    return connecting;
  };

  return {
    current: (): Link | null => link,
    existing: () => connect(false),
    async needed(): Promise<Result<Link, Silent>> {
      // Somebody who looked for an existing one may be under way; its answer may be none.
      return (await connect(true)) ?? (await connect(true)) ?? err({ code: 'supervisor-silent', pid: null });
    },
    close(): void {
      closed = true;
      link?.close();
    },
  };
};
