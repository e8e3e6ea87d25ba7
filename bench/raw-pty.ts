import { spawn } from 'node-pty';

/** Bytes per millisecond, that is kB/s, of a program's output read by plain Node and thrown away. */
export const readRaw = (file: string): Promise<{ bytes: number; milliseconds: number }> =>
  new Promise((resolve) => {
    const pty = spawn('cat', [file], { encoding: null, cols: 100, rows: 30 });
    let bytes = 0;
    let first = 0;
    let last = 0;
    // With no encoding node-pty hands over buffers, whatever its types say.
    pty.onData((chunk) => {
      first ||= performance.now();
      last = performance.now();
      bytes += chunk.length;
    });
    pty.onExit(() => resolve({ bytes, milliseconds: last - first }));
  });
