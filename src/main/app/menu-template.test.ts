import { expect, test } from 'vitest';
import type { MenuItemConstructorOptions } from 'electron';
import { menuTemplate } from './menu-template.ts';

const chosen: string[] = [];
const actions = {
  command: (name: string) => void chosen.push(name),
  minimize: () => {},
  close: () => {},
  toggleFullScreen: () => {},
  toggleDevTools: () => {},
  quit: () => {},
};

const flat = (items: readonly MenuItemConstructorOptions[]): readonly MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);

test('on Linux no menu item takes a key from the terminal', () => {
  const items = flat(menuTemplate({ mac: false, packaged: false }, actions));
  const taking = items.filter(
    (item) => item.role !== undefined || (item.accelerator && item.registerAccelerator !== false),
  );
  expect([items.length > 15, taking]).toEqual([true, []]);
});

test('a packaged app has neither reload nor developer tools', () => {
  const offered = [true, false].flatMap((mac) =>
    flat(menuTemplate({ mac, packaged: true }, actions)).filter(
      (item) => item.id === 'dev-tools' || /reload|devtools/i.test(item.role ?? ''),
    ),
  );
  expect(offered).toEqual([]);
});

test('both platforms offer the same commands', () => {
  const commandsOf = (mac: boolean): readonly string[] => {
    chosen.length = 0;
    for (const item of flat(menuTemplate({ mac, packaged: true }, actions))) {
      // A click needs a living menu; ours look at nothing of it.
      if (item.click) Reflect.apply(item.click, undefined, []);
    }
    return chosen.toSorted();
  };
  expect(commandsOf(true)).toEqual(commandsOf(false));
  expect(chosen).toContain('new-agent');
});
