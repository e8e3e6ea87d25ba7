import { CircleX, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

const looks = {
  fact: { box: 'bg-sunken text-fg-2', icon: 'text-fg-3', Icon: Info },
  warning: { box: 'bg-look-tint text-fg', icon: 'text-look', Icon: TriangleAlert },
  error: { box: 'bg-failed-tint text-fg', icon: 'text-failed', Icon: CircleX },
} as const;

/** One thing worth saying beside what it is about. */
export const Note = ({
  kind,
  children,
  className = '',
}: {
  readonly kind: keyof typeof looks;
  readonly children: ReactNode;
  readonly className?: string;
}) => {
  const { box, icon, Icon } = looks[kind];
  return (
    <div
      role={kind === 'error' ? 'alert' : 'status'}
      className={`flex gap-2 rounded-sm px-2.5 py-2 text-xs ${box} ${className}`}
    >
      <Icon aria-hidden="true" className={`size-4 shrink-0 stroke-[1.6] ${icon}`} />
      <div className="min-w-0 grow break-words">{children}</div>
    </div>
  );
};
