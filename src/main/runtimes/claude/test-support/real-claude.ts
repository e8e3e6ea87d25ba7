import { createServer } from 'node:http';
import { dirname } from 'node:path';
import { onTestFinished } from 'vitest';

/** A server that answers nothing but an error, so that a turn ends at once. */
const refusing = (): Promise<string> =>
  new Promise((resolve) => {
    const server = createServer((_, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end('{"type":"error","error":{"type":"invalid_request_error","message":"no"}}');
    });
    onTestFinished(() => void server.close());
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
    });
  });

/** The environment of a real Claude Code of a test: it reaches nothing but a server that ends every turn with an error. */
export const realEnvironment = async (home: string): Promise<Record<string, string>> => ({
  PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
  HOME: home,
  ANTHROPIC_BASE_URL: await refusing(),
  ANTHROPIC_AUTH_TOKEN: 'none',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
  DISABLE_ERROR_REPORTING: '1',
  DISABLE_TELEMETRY: '1',
});
