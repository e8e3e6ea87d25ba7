import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';

const SHOWN_FOR = 2000;

const useCopied = (): readonly [boolean, (text: string) => void] => {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [copied]);
  return [
    copied,
    (text) => {
      navigator.clipboard.writeText(text).then(
        () => setCopied(true),
        // A page without the permission has no other road; the text stays selectable.
        () => setCopied(false),
      );
    },
  ];
};

/** Copies a text; says so in place. */
export const CopyIcon = ({ label, text }: { readonly label: string; readonly text: string }) => {
  const [copied, copy] = useCopied();
  return (
    <IconButton
      label={copied ? 'Copied' : label}
      icon={copied ? <Check /> : <Copy />}
      onClick={() => copy(text)}
    />
  );
};

/** Copies a text; says so in place. */
export const CopyButton = ({ label, text }: { readonly label: string; readonly text: string }) => {
  const [copied, copy] = useCopied();
  return (
    <Button size="small" variant="quiet" onClick={() => copy(text)}>
      {copied ? 'Copied' : label}
    </Button>
  );
};
