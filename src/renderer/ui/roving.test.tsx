import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { useRoving } from './roving.ts';

afterEach(cleanup);

const List = ({ keys }: { readonly keys: readonly string[] }) => {
  const roving = useRoving(keys, null);
  return (
    <>
      <h1 tabIndex={-1} data-heading>
        Heading
      </h1>
      <ul>
        {keys.map((key) => (
          <li key={key} {...roving.itemProps(key)}>
            {key} <button type="button">act on {key}</button>
          </li>
        ))}
      </ul>
    </>
  );
};

const focused = (): string => document.activeElement?.textContent ?? '';

test('when the item with the focus goes, the next one takes it, and the heading after the last', () => {
  const { rerender } = render(<List keys={['one', 'two', 'three']} />);
  act(() => screen.getByRole('button', { name: 'act on two' }).focus());
  const seen: string[] = [];
  for (const keys of [['one', 'three'], ['one'], []]) {
    rerender(<List keys={keys} />);
    seen.push(focused());
  }
  expect(seen).toEqual(['three act on three', 'one act on one', 'Heading']);
});

test('another item that goes takes no focus along', () => {
  const { rerender } = render(<List keys={['one', 'two', 'three']} />);
  act(() => screen.getByRole('button', { name: 'act on two' }).focus());
  rerender(<List keys={['two', 'three']} />);
  expect(focused()).toBe('act on two');
});
