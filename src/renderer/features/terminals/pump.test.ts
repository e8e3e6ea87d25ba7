import { expect, test } from 'vitest';
import { createPump } from './pump.ts';

const KB = 1024;

/** A pump whose time, tasks and frames a test moves, and a parser that finishes when the test says so. */
const rig = () => {
  let time = 0;
  let tasks: (() => void)[] = [];
  let frames: (() => void)[] = [];
  const pump = createPump({
    now: () => time,
    soon: (run) => void tasks.push(run),
    nextFrame: (run) => void frames.push(run),
  });
  const log: string[] = [];
  const unfinished: (() => void)[] = [];
  const run = (): void => {
    for (const task of tasks.splice(0)) task();
  };
  return {
    pump,
    log,
    lane: (name: string) =>
      pump.open((bytes, parsed) => {
        log.push(`${name} ${bytes.length}`);
        unfinished.push(parsed);
      }),
    run,
    parse() {
      unfinished.shift()?.();
      run();
    },
    frame() {
      for (const each of frames.splice(0)) each();
      run();
    },
    pass(milliseconds: number) {
      time += milliseconds;
    },
    pending: () => ({ tasks: tasks.length, frames: frames.length }),
  };
};

test('the focused terminal is written at once, another only in a task of its own', () => {
  const { lane, log, run } = rig();
  const front = lane('front');
  const back = lane('back');
  front.setFocused(true);
  back.push(new Uint8Array(10));
  front.push(new Uint8Array(1));
  const atOnce = [...log];
  run();
  expect([atOnce, log]).toEqual([['front 1'], ['front 1', 'back 10']]);
});

test('the others take turns with one write in flight, each at most 32 kB', () => {
  const { lane, log, run, parse } = rig();
  const one = lane('one');
  const two = lane('two');
  one.push(new Uint8Array(40 * KB));
  two.push(new Uint8Array(8 * KB));
  two.push(new Uint8Array(8 * KB));
  run();
  const first = [...log];
  parse();
  parse();
  expect([first, log]).toEqual([[`one ${32 * KB}`], [`one ${32 * KB}`, `two ${16 * KB}`, `one ${8 * KB}`]]);
});

test('while someone types the others share 8 kB every second frame, and run free a second later', () => {
  const { pump, lane, log, run, parse, frame, pass } = rig();
  const flood = lane('flood');
  pump.typed();
  flood.push(new Uint8Array(64 * KB));
  run();
  const before = [...log];
  frame();
  const afterOne = [...log];
  frame();
  const afterTwo = [...log];
  parse();
  const afterParse = [...log];
  frame();
  frame();
  pass(1000);
  parse();
  expect([before, afterOne, afterTwo, afterParse, log]).toEqual([
    [],
    [],
    [`flood ${8 * KB}`],
    [`flood ${8 * KB}`],
    [`flood ${8 * KB}`, `flood ${8 * KB}`, `flood ${32 * KB}`],
  ]);
});

test('the focused terminal is not held back by typing', () => {
  const { pump, lane, log } = rig();
  const front = lane('front');
  front.setFocused(true);
  pump.typed();
  front.push(new Uint8Array(100 * KB));
  expect(log).toEqual([`front ${100 * KB}`]);
});

test('what waited in a terminal goes in when it gets the focus', () => {
  const { lane, log } = rig();
  const back = lane('back');
  back.push(new Uint8Array(3));
  back.push(new Uint8Array(4));
  back.setFocused(true);
  expect(log).toEqual(['back 3', 'back 4']);
});

test('a held terminal keeps its bytes in order until it is released', () => {
  const { lane, log, run } = rig();
  const held = lane('held');
  held.hold();
  held.push(new Uint8Array(5));
  held.push(new Uint8Array(6));
  run();
  const before = [...log];
  held.release();
  run();
  expect([before, log]).toEqual([[], ['held 11']]);
});

test('dropping tells how many bytes will never be parsed', () => {
  const { lane, log, run } = rig();
  const back = lane('back');
  back.push(new Uint8Array(5));
  back.push(new Uint8Array(6));
  expect([back.drop(), (run(), log)]).toEqual([11, []]);
});

test('a terminal taken down in the middle of a write does not stop the others', () => {
  const { lane, log, run, parse } = rig();
  const leaving = lane('leaving');
  const staying = lane('staying');
  leaving.push(new Uint8Array(1));
  run();
  staying.push(new Uint8Array(2));
  leaving.remove();
  run();
  parse();
  expect(log).toEqual(['leaving 1', 'staying 2']);
});

test('an idle pump asks for no tasks and no frames', () => {
  const { lane, run, parse, pending } = rig();
  const back = lane('back');
  back.push(new Uint8Array(1));
  run();
  parse();
  expect(pending()).toEqual({ tasks: 0, frames: 0 });
});
