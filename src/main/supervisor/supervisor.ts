import { createPeer, type Channel, type Peer } from './peer.ts';
import { createRuns, type RunsRooms } from './runs.ts';

export interface SupervisorRooms extends RunsRooms {
  readonly version: string;
  /** Nobody is connected and nothing is alive. */
  readonly leave: () => void;
}

export interface Supervisor {
  /** Somebody connected. */
  connect(channel: Channel): Peer;
  /** Stops its own timers; runs are untouched. */
  close(): void;
}

const TICK = 1000;
const LOOK = 2000;
/** With nobody connected and nothing alive it leaves after this. */
const IDLE = 30_000;

/** Holds every run's terminal, so that no crash and no upgrade of main ends anybody's work. */
export const createSupervisor = (rooms: SupervisorRooms): Supervisor => {
  const { clock } = rooms;
  const peers = new Set<Peer>();
  let cancelLeave: () => void = () => {};

  const considerLeaving = (): void => {
    cancelLeave();
    cancelLeave = clock.after(IDLE, () => {
      if (peers.size > 0) return;
      if (!runs.isBusy()) return rooms.leave();
      // What an ended run left behind ends without telling.
      considerLeaving();
    });
  };
  const runs = createRuns(rooms, {
    ended: (run) => {
      for (const peer of peers) peer.ended(run);
      considerLeaving();
    },
    signals: (signals) => {
      for (const peer of peers) peer.signals(signals);
    },
  });
  const cancels = [clock.every(TICK, runs.tick), clock.every(LOOK, runs.look)];
  considerLeaving();

  return {
    connect: (channel) => {
      const peer = createPeer({ ...rooms, channel, runs });
      peers.add(peer);
      return {
        ...peer,
        gone: () => {
          peer.gone();
          peers.delete(peer);
          considerLeaving();
        },
      };
    },
    close: () => {
      cancelLeave();
      for (const cancel of cancels) cancel();
    },
  };
};
