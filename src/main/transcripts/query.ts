import { logKinds } from '../runtimes/catalog.ts';
import { runQueries, threadData, threadPort } from './threads.ts';

runQueries(logKinds, threadPort(), threadData());
