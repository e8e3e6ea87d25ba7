import { useFrameGone } from './frame.ts';

/** What a browser sees that did not open the address `toc serve` printed. */
export const Stranger = () => {
  useFrameGone();
  return (
    <main className="grid h-full place-items-center bg-content px-8">
      <div className="max-w-[560px]">
        <h1 className="text-xl font-semibold">This address lacks its key</h1>
        <p className="mt-2 text-fg-2">
          <code className="font-mono text-xs">toc serve</code> prints an address that ends in{' '}
          <code className="font-mono text-xs">#token=…</code>. Open that whole address: the key is what lets
          you in. It is new at every start of <code className="font-mono text-xs">toc serve</code>.
        </p>
      </div>
    </main>
  );
};
