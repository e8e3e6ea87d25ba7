import { app, Menu, type MenuItemConstructorOptions } from 'electron';

/** Items that the window carries out itself, as news of kind `command`. */
const commands: readonly (readonly [id: string, label: string, mac: string])[] = [
  ['palette', 'Go to or Run…', 'Cmd+K'],
  ['new-agent', 'New Agent', 'Shift+Cmd+N'],
  ['doctor', 'Doctor', ''],
  ['settings', 'Settings…', 'Cmd+,'],
];

/**
 * The application menu. On Linux it has no accelerators of its own for what a terminal needs: the window
 * handles its keys itself.
 */
export const setMenu = (command: (name: string) => void): void => {
  const mac = process.platform === 'darwin';
  const go: MenuItemConstructorOptions[] = commands.map(([id, label, key]) => ({
    id,
    label,
    click: () => command(id),
    ...(mac && key !== '' ? { accelerator: key, registerAccelerator: false } : {}),
  }));
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' as const }] : []),
    {
      label: 'Go',
      submenu: [...go, { type: 'separator' }, { role: 'close' }, ...(mac ? [] : [{ role: 'quit' as const }])],
    },
    ...(mac ? [{ role: 'editMenu' as const }] : []),
    {
      label: 'View',
      submenu: [
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' as const }]),
      ],
    },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
};
