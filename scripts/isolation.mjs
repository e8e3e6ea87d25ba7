// A network with nothing but loopback, and mounts of its own: what runs in it cannot call out, nor leave a disk behind.
import { existsSync } from 'node:fs';
import { aptInstall, isRoot } from './chromium.mjs';
import { environment, Plain, run } from './ground.mjs';

const IP = ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip'];
const findIp = () => IP.find((path) => existsSync(path));

const words = async () => {
  if (process.platform !== 'linux' || !isRoot()) {
    process.stdout.write('The tests run with the network on: isolating them needs root on Linux.\n');
    return [];
  }
  const ip = findIp() ?? ((await aptInstall('iproute2')) ? findIp() : undefined);
  if (!ip) throw new Plain('To isolate the tests "ip" is needed: install iproute2.');
  return ['unshare', '--net', '--mount', 'sh', '-c', `${ip} link set lo up && exec "$@"`, 'sh'];
};

/** Runs a program with its arguments; isolated where we are root on Linux. Resolves with its exit code. */
export const runIsolated = async (file, args, env = environment(), stdio = 'inherit') => {
  const isolated = await words();
  const [program, ...rest] = [...isolated, file, ...args];
  const more = isolated.length > 0 ? { ...env, TOC_E2E_MOUNTS: '1' } : env;
  return run(program, rest, { env: more, stdio });
};
