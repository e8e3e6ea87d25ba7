import { dialog, session, shell, type BrowserWindow, type IpcMainEvent, type WebContents } from 'electron';
import { isOurs, outsideLink } from './addresses.ts';

/** Whether a message comes from the page of our window, not from a frame or a stranger in it. The one place that says so. */
export const isFromOurs = (event: IpcMainEvent, window: BrowserWindow | null): boolean =>
  window !== null &&
  event.sender === window.webContents &&
  event.senderFrame !== null &&
  event.senderFrame.parent === null &&
  isOurs(event.senderFrame.url);

/** Opens an http(s) address outside once the person has agreed; false when it is none or the answer was no. */
export const openOutside = async (address: string, window: BrowserWindow | null): Promise<boolean> => {
  const link = outsideLink(address);
  if (link === null) return false;
  const question = {
    type: 'question' as const,
    message: 'Open this link in your browser?',
    detail: link,
    buttons: ['Open', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  };
  const { response } = window
    ? await dialog.showMessageBox(window, question)
    : await dialog.showMessageBox(question);
  if (response !== 0) return false;
  await shell.openExternal(link);
  return true;
};

const losesText = (): boolean =>
  dialog.showMessageBoxSync({
    type: 'question',
    message: 'Close without saving the agent?',
    detail: 'What you typed into its form is lost. Sessions go on.',
    buttons: ['Close without saving', 'Keep editing'],
    defaultId: 1,
    cancelId: 1,
  }) === 0;

/** A page of ours stays where it is: no other address, no other window, no embedded view. */
export const guardContents = (contents: WebContents, window: () => BrowserWindow | null): void => {
  contents.on('will-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // Electron leaves the question of a page with unsaved text to us; to prevent its veto is to leave.
  contents.on('will-prevent-unload', (event) => {
    if (losesText()) event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    void openOutside(url, window());
    return { action: 'deny' };
  });
};

/** No page gets a camera, a place, a notification or anything else that has to be asked for. */
export const denyPermissions = (): void => {
  // Reading the clipboard is what Paste does; the page may do that only while it has the focus.
  const allowed = new Set(['clipboard-sanitized-write', 'clipboard-read']);
  session.defaultSession.setPermissionRequestHandler((contents, permission, answer) =>
    answer(allowed.has(permission) && isOurs(contents.getURL())),
  );
  session.defaultSession.setPermissionCheckHandler(
    (_contents, permission, origin) => allowed.has(permission) && isOurs(`${origin}/`),
  );
};
