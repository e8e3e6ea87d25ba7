import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DiskState } from '#shared/contract/system.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';

const place = 'mx-4 my-2 shrink-0';

const Path = ({ path }: { readonly path: string }) => (
  <span className="font-mono text-2xs text-fg-2">{path}</span>
);

const CannotWrite = ({ path, reason }: Extract<DiskState, { kind: 'cannot-write' }>) => (
  <Note kind="error" className={place}>
    <p>
      <b className="font-medium">toc cannot save:</b> {reason}. <Path path={path} />
    </p>
    <p className="text-fg-2">
      Runs may fail, and what they say meanwhile may be lost. How they end is kept once there is room.
    </p>
  </Note>
);

const Low = ({ disk }: { readonly disk: Extract<DiskState, { kind: 'low' }> }) => {
  const [dismissed, setDismissed] = useState(false);
  if (dismissed) return null;
  return (
    <Note kind="warning" className={`${place} [&>svg]:mt-1`}>
      <div className="flex items-center gap-2">
        <p className="min-w-0 grow">
          Only {disk.megabytes} MB are left on the disk that toc saves to. On a full one, what runs say is
          lost. <Path path={disk.path} />
        </p>
        <Button size="small" variant="quiet" onClick={() => setDismissed(true)}>
          Dismiss
        </Button>
      </div>
    </Note>
  );
};

/** Says that toc cannot save, for as long as it cannot; and before, that there is little room left. */
export const DiskBanner = () => {
  const { data } = useQuery(useApi().system.disk.queryOptions());
  switch (data?.kind) {
    case 'cannot-write':
      return <CannotWrite {...data} />;
    case 'low':
      return <Low disk={data} />;
    case 'enough':
    case undefined:
      return null;
  }
};
