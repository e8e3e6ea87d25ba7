import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { AbsolutePath, RuntimeId, SessionId } from './ids.ts';
import { Session } from './sessions.ts';
import { IndexState } from './transcripts.ts';

export const RuntimeProblem = z.discriminatedUnion('code', [
  z.object({ code: z.literal('missing'), looked: z.array(z.string()), install: z.string() }),
  z.object({ code: z.literal('too-old'), minimum: z.string(), upgrade: z.string() }),
  z.object({ code: z.literal('signed-out'), run: z.string() }),
  z.object({ code: z.literal('broken'), message: z.string() }),
]);
export type RuntimeProblem = z.output<typeof RuntimeProblem>;

export const RuntimeReport = z.object({
  id: RuntimeId,
  name: z.string(),
  found: AbsolutePath.nullable(),
  version: z.string().nullable(),
  /** Null where it cannot be told without asking the vendor. */
  signedIn: z.boolean().nullable(),
  problem: RuntimeProblem.nullable(),
  /** Suggestions for this version, the default first; any other name is accepted with a warning. */
  models: z.array(z.object({ id: z.string(), label: z.string() })),
  /** Set when the version is newer than the newest one we drove. */
  newerThanDriven: z.string().nullable(),
});
export type RuntimeReport = z.output<typeof RuntimeReport>;

export const Doctor = z.object({
  runtimes: z.array(RuntimeReport),
  path: z.object({ app: z.array(z.string()), shell: z.array(z.string()) }),
  /** Which shell was asked for the environment, and why not if it did not answer. */
  shell: z.object({ file: z.string(), problem: z.string().nullable() }),
  tocHome: AbsolutePath,
  /** The one that new sessions go to. */
  supervisor: z.object({ pid: z.number().int(), version: z.string() }).nullable(),
  /** One of an older version that keeps what it started until it is empty. */
  olderSupervisor: z
    .object({ pid: z.number().int(), version: z.string(), runs: z.number().int() })
    .nullable(),
  /** A database that could not be read was set aside under this name. */
  setAside: z.string().nullable(),
});
export type Doctor = z.output<typeof Doctor>;

export const Info = z.object({
  version: z.string(),
  face: z.enum(['electron', 'browser', 'command']),
  platform: z.enum(['linux', 'darwin', 'other']),
  tocHome: AbsolutePath,
  home: AbsolutePath,
  pid: z.number().int(),
});
export type Info = z.output<typeof Info>;

/** What the window remembers: sizes, last view, theme. Kept by main so that both faces agree. */
export const Preferences = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  sidebarWidth: z.number().int().min(208).max(360),
  sidebarOpen: z.boolean(),
  inspectorWidth: z.number().int().min(240).max(400),
  inspectorOpen: z.boolean(),
  terminalFontSize: z.number().int().min(9).max(20),
  /** Refresh the readable copy of every terminal's screen, not only of the focused one. */
  readableScreens: z.boolean(),
  /** Background runs at work at the same time; the others are queued. */
  backgroundRuns: z.number().int().min(1).max(64),
  /** A background run that cannot reach its server is ended after this many seconds. */
  unreachableSeconds: z.number().int().min(1).max(86_400),
  /** Desktop notifications: for what waits for a person, and for what ended. */
  notifyWaiting: z.boolean(),
  notifyEnded: z.boolean(),
  notifySound: z.boolean(),
  badge: z.boolean(),
  tray: z.boolean(),
  lastView: z.string().max(500).nullable(),
  panes: z.array(SessionId).max(8),
  lastWorkspace: AbsolutePath.nullable(),
  window: z
    .object({ width: z.number().int(), height: z.number().int(), x: z.number().int(), y: z.number().int() })
    .nullable(),
});
export type Preferences = z.output<typeof Preferences>;

/** A new installation's preferences. */
export const defaultPreferences: Preferences = {
  theme: 'system',
  sidebarWidth: 264,
  sidebarOpen: true,
  inspectorWidth: 272,
  inspectorOpen: true,
  terminalFontSize: 12,
  readableScreens: false,
  backgroundRuns: 4,
  unreachableSeconds: 300,
  notifyWaiting: true,
  notifyEnded: true,
  notifySound: false,
  badge: true,
  tray: true,
  lastView: null,
  panes: [],
  lastWorkspace: null,
  window: null,
};

/** Whether the disk of TOC_HOME takes what must be written. */
export const DiskState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('enough') }),
  z.object({ kind: z.literal('low'), path: AbsolutePath, megabytes: z.number().int().min(0) }),
  /** The reason says what to do. */
  z.object({ kind: z.literal('cannot-write'), path: AbsolutePath, reason: z.string() }),
]);
export type DiskState = z.output<typeof DiskState>;

export const Workspace = z.object({
  path: AbsolutePath,
  name: z.string(),
  exists: z.boolean(),
  branch: z.string().nullable(),
});
export type Workspace = z.output<typeof Workspace>;

/** What a notification says of one session, or of several that changed at about the same time. */
export const Notice = z.object({
  /** The one that a click opens: of several, the first that waits, else the first. */
  sessionId: SessionId,
  title: z.string(),
  /** Without prompt or command. */
  text: z.string(),
  what: z.enum(['waiting', 'ended', 'failed', 'lost']),
  sound: z.boolean(),
});
export type Notice = z.output<typeof Notice>;

/** What changed; the window writes it into its cache. A new connection reads everything afresh first. */
export const News = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hello') }),
  z.object({ kind: z.literal('session-changed'), session: Session }),
  z.object({ kind: z.literal('session-gone'), id: SessionId }),
  /** Something waits for a person, or ended unseen: the desktop says so, in the browser face the page does. */
  z.object({ kind: z.literal('notice'), notice: Notice }),
  z.object({ kind: z.literal('agents-changed') }),
  /** A line was added to the trail. */
  z.object({ kind: z.literal('audit-changed') }),
  z.object({ kind: z.literal('workspaces-changed') }),
  z.object({ kind: z.literal('runtimes-changed') }),
  z.object({ kind: z.literal('preferences-changed'), preferences: Preferences }),
  z.object({ kind: z.literal('disk-changed'), disk: DiskState }),
  /** At most four times a second. What logs tell of these conversations changed; none: of many, or of none. */
  z.object({
    kind: z.literal('logs-changed'),
    conversations: z.array(z.string()).max(200),
    index: IndexState,
  }),
  /** From the menu, the tray or a notification of the electron face: its window does what the command says. */
  z.object({ kind: z.literal('command'), command: z.string() }),
]);
export type News = z.output<typeof News>;

export const systemContract = {
  info: oc.output(Info),
  /** `fresh` looks again (login shell, binaries, sign-in); else the last look is returned. */
  doctor: oc.input(z.object({ fresh: z.boolean() })).output(Doctor),
  /** `window`: whose news they are; what it shows counts no longer once they end. */
  news: oc.input(z.object({ window: z.uuid() }).optional()).output(eventIterator(News)),
  /**
   * What a window shows to a person now: nothing is notified about that. Null: it is not in front. What is not
   * told again within 30 s counts no longer.
   */
  looking: oc
    .input(z.object({ window: z.uuid(), sessions: z.array(SessionId).max(64).nullable() }))
    .output(z.object({})),
  preferences: oc.output(Preferences),
  savePreferences: oc.input(Preferences.partial()).output(Preferences),
  disk: oc.output(DiskState),
  workspaces: oc.output(z.array(Workspace)),
  /** Puts a folder on the list. Its real path is its identity. */
  addWorkspace: oc
    .input(z.object({ path: z.string().min(1).max(4096) }))
    .output(Workspace)
    .errors({ NOT_A_FOLDER: { data: z.object({ path: z.string(), reason: z.string() }) } }),
  /** Asks with the platform's own dialog; null when it was cancelled. Only in the electron face. */
  chooseFolder: oc.output(z.string().nullable()).errors({ NO_DIALOG: {} }),
  /** Opens an http(s) address outside, after asking. False when the person said no. */
  openLink: oc
    .input(z.object({ url: z.url({ protocol: /^https?$/ }) }))
    .output(z.boolean())
    .errors({ NO_DIALOG: {} }),
  /** Listens for browsers on 127.0.0.1 for as long as the caller stays connected. */
  serve: oc
    .input(z.object({ port: z.number().int().min(0).max(65535), token: z.string().min(32).nullable() }))
    .output(eventIterator(z.object({ url: z.string() })))
    .errors({ PORT_IN_USE: { data: z.object({ port: z.number().int() }) } }),
  /** Asks this main to hand over TOC_HOME; only a main without a window does. */
  yield: oc.output(z.object({ yielded: z.boolean() })),
  /** Brings the window to the front; false if this main has none. */
  focusWindow: oc.output(z.boolean()),
};
