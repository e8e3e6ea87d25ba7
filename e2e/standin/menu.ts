import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { guard, KnownEvents, record } from './guard.ts';

interface ItemOptions {
  readonly id?: string;
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly accelerator?: string;
  readonly enabled?: boolean;
  readonly visible?: boolean;
  readonly checked?: boolean;
  readonly submenu?: readonly ItemOptions[] | Menu;
  click?(item: MenuItem, window: BrowserWindow | null, event: object): void;
}

/** What choosing an item with a role does; what only the desktop could do is recorded. */
const perform = (role: string): void => {
  const window = BrowserWindow.getFocusedWindow();
  switch (role) {
    case 'quit':
      return app.quit();
    case 'close':
      return window?.close();
    case 'reload':
    case 'forceReload':
      return window?.reload();
    case 'minimize':
      return window?.minimize();
    case 'togglefullscreen':
      return window?.setFullScreen(!window.isFullScreen());
    default:
      record('Menu.role', role);
  }
};

export class MenuItem {
  readonly id: string | undefined;
  readonly label: string;
  readonly role: string | undefined;
  readonly type: string;
  readonly accelerator: string | undefined;
  readonly submenu: Menu | undefined;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  private readonly options: ItemOptions;

  constructor(options: ItemOptions) {
    this.options = options;
    this.id = options.id;
    this.role = options.role;
    this.label = options.label ?? options.role ?? '';
    this.accelerator = options.accelerator;
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    const { submenu } = options;
    this.submenu = submenu && !(submenu instanceof Menu) ? Menu.buildFromTemplate(submenu) : submenu;
    this.type = options.type ?? (submenu ? 'submenu' : 'normal');
  }

  /** As if the person had chosen it. */
  click(): void {
    if (!this.enabled) return;
    if (this.type === 'checkbox') this.checked = !this.checked;
    if (this.options.click) this.options.click(this, BrowserWindow.getFocusedWindow(), {});
    else if (this.role) perform(this.role);
  }
}

let applicationMenu: Menu | null = null;

export class Menu extends KnownEvents {
  readonly items: MenuItem[] = [];

  constructor() {
    super('Menu', ['menu-will-show', 'menu-will-close']);
  }

  static buildFromTemplate(template: readonly (ItemOptions | MenuItem)[]): Menu {
    const menu = new Menu();
    for (const item of template) menu.append(item instanceof MenuItem ? item : new MenuItem(item));
    return guard('Menu', menu);
  }

  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu;
  }

  static getApplicationMenu(): Menu | null {
    return applicationMenu;
  }

  append(item: MenuItem): void {
    this.items.push(item);
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      if (item.id === id) return item;
      const inside = item.submenu?.getMenuItemById(id);
      if (inside) return inside;
    }
    return null;
  }

  popup(): void {
    record(
      'Menu.popup',
      this.items.map((item) => item.label),
    );
  }
}
