import type { MenuItemConstructorOptions } from 'electron';

/** What an item does when it is chosen; where the platform has a role for it, it does that instead. */
export interface MenuActions {
  /** Carried out by the window: the name of one of its commands. */
  command(name: string): void;
  minimize(): void;
  close(): void;
  toggleFullScreen(): void;
  toggleDevTools(): void;
  quit(): void;
}

interface Command {
  readonly id: string;
  readonly label: string;
  readonly mac?: string;
  readonly linux?: string;
}

const work: readonly Command[] = [
  { id: 'start', label: 'Start an Agent…', mac: 'Cmd+N', linux: 'Ctrl+Shift+O' },
  { id: 'new-agent', label: 'New Agent', mac: 'Shift+Cmd+N', linux: 'Ctrl+Shift+N' },
  { id: 'add-workspace', label: 'Add a Folder…' },
];

const places: readonly Command[] = [
  { id: 'palette', label: 'Go to or Run…', mac: 'Cmd+K', linux: 'Ctrl+Shift+K' },
  { id: 'next-waiting', label: 'Next That Needs You', mac: 'Cmd+J', linux: 'Ctrl+Shift+J' },
  { id: 'sessions', label: 'Sessions', mac: 'Alt+Cmd+1', linux: 'Ctrl+Shift+1' },
  { id: 'usage', label: 'Usage', mac: 'Alt+Cmd+4', linux: 'Ctrl+Shift+4' },
  { id: 'processes', label: 'Processes', mac: 'Alt+Cmd+5', linux: 'Ctrl+Shift+5' },
  { id: 'doctor', label: 'Doctor' },
  { id: 'shortcuts', label: 'Keyboard Shortcuts', mac: 'Shift+Cmd+/' },
];

const views: readonly Command[] = [
  { id: 'sidebar', label: 'Sidebar', mac: 'Cmd+B', linux: 'F9' },
  { id: 'inspector', label: 'Details', mac: 'Cmd+I', linux: 'Shift+F9' },
  { id: 'larger', label: 'Larger Terminal Text', mac: 'Cmd+=', linux: 'Ctrl+=' },
  { id: 'smaller', label: 'Smaller Terminal Text', mac: 'Cmd+-', linux: 'Ctrl+-' },
  { id: 'normal-size', label: 'Normal Terminal Text', mac: 'Cmd+0', linux: 'Ctrl+0' },
];

const settings: Command = { id: 'settings', label: 'Settings…', mac: 'Cmd+,', linux: 'Ctrl+,' };

const between: MenuItemConstructorOptions = { type: 'separator' };

type Item = (command: Command) => MenuItemConstructorOptions;

const macTemplate = (item: Item, packaged: boolean): MenuItemConstructorOptions[] => [
  {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      between,
      item(settings),
      between,
      { role: 'services' },
      between,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      between,
      { role: 'quit' },
    ],
  },
  { label: 'File', submenu: [...work.map(item), between, { role: 'close' }] },
  { role: 'editMenu' },
  {
    label: 'View',
    submenu: [
      ...views.map(item),
      between,
      { role: 'togglefullscreen' },
      ...(packaged ? [] : [{ role: 'toggleDevTools' as const }]),
    ],
  },
  { label: 'Go', submenu: places.map(item) },
  { role: 'windowMenu' },
];

/**
 * No item has a role here, for roles bring keys that belong to the program in the terminal: Ctrl+W deletes a
 * word there, Ctrl+M is Return, Ctrl+Q resumes output.
 */
const linuxTemplate = (item: Item, packaged: boolean, actions: MenuActions): MenuItemConstructorOptions[] => [
  {
    label: 'File',
    submenu: [
      ...work.map(item),
      between,
      item(settings),
      between,
      { id: 'close', label: 'Close Window', click: actions.close },
      { id: 'quit', label: 'Quit', click: actions.quit },
    ],
  },
  {
    label: 'View',
    submenu: [
      ...views.map(item),
      between,
      { id: 'full-screen', label: 'Full Screen', click: actions.toggleFullScreen },
      ...(packaged ? [] : [{ id: 'dev-tools', label: 'Developer Tools', click: actions.toggleDevTools }]),
    ],
  },
  { label: 'Go', submenu: places.map(item) },
  { label: 'Window', submenu: [{ id: 'minimize', label: 'Minimize', click: actions.minimize }] },
];

/** The application menu. The keys beside its commands are only shown: the window itself listens for them. */
export const menuTemplate = (
  on: { readonly mac: boolean; readonly packaged: boolean },
  actions: MenuActions,
): MenuItemConstructorOptions[] => {
  const item: Item = ({ id, label, mac, linux }) => {
    const accelerator = on.mac ? mac : linux;
    return {
      id,
      label,
      click: () => actions.command(id),
      ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
    };
  };
  return on.mac ? macTemplate(item, on.packaged) : linuxTemplate(item, on.packaged, actions);
};
