// A network with nothing but loopback: what runs in it cannot call out.
import { existsSync } from 'node:fs';
import { aptInstall, isRoot } from './chromium.mjs';
import { Plain } from './ground.mjs';

const IP = ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip'];
const findIp = () => IP.find((path) => existsSync(path));

/** The words to put before a command line; none where we are not root on Linux. */
export const isolated = async () => {
  if (process.platform !== 'linux' || !isRoot()) {
    process.stdout.write(
      'The end-to-end tests run with the network on: isolating them needs root on Linux.\n',
    );
    return [];
  }
  const ip = findIp() ?? ((await aptInstall('iproute2')) ? findIp() : undefined);
  if (!ip) throw new Plain('To isolate the end-to-end tests "ip" is needed: install iproute2.');
  return ['unshare', '--net', 'sh', '-c', `${ip} link set lo up && exec "$@"`, 'sh'];
};
