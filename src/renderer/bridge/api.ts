import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import type { Client } from './client.ts';

/** Every call of the contract as query and mutation options. */
export const createApi = (client: Client) => createTanstackQueryUtils(client);

export type Api = ReturnType<typeof createApi>;
