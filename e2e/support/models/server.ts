import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';

/** Answers one request whose body is JSON. */
export type Answer = (request: {
  readonly path: string;
  readonly body: unknown;
  readonly stream: EventStream;
}) => Promise<void>;

/** A response as server-sent events, or as one JSON text. */
export interface EventStream {
  readonly closed: boolean;
  event(type: string, data: object): void;
  json(status: number, data: object): void;
  end(): void;
}

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const raw = Buffer.concat(chunks);
  const packed = request.headers['content-encoding'];
  const text = packed === 'zstd' ? zstdDecompressSync(raw) : packed === 'gzip' ? gunzipSync(raw) : raw;
  return text.length === 0 ? {} : JSON.parse(text.toString('utf8'));
};

const streamTo = (response: ServerResponse): EventStream => ({
  get closed() {
    return response.destroyed;
  },
  event: (type, data) => {
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  },
  json: (status, data) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(data));
  },
  end: () => void response.end(),
});

export interface ModelServer {
  readonly url: string;
  /** Drops every connection and takes no more, until `accept`. */
  refuse(): Promise<void>;
  /** Listens again at the same address. */
  accept(): Promise<void>;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1; answers POSTs by `answer`, everything else with 404. */
export const listen = async (answer: Answer): Promise<ModelServer> => {
  const server = createServer((request, response) => {
    const stream = streamTo(response);
    const path = request.url ?? '';
    if (request.method !== 'POST') return stream.json(404, { error: { message: 'Not found' } });
    bodyOf(request)
      .then((body) => answer({ path, body, stream }))
      .catch((problem: unknown) => {
        if (!response.headersSent) stream.json(500, { error: { message: String(problem) } });
        else stream.end();
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const refuse = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    refuse,
    accept: async () => {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    close: refuse,
  };
};
