import { logKinds } from '../runtimes/catalog.ts';
import { runIndexer, threadData, threadPort } from './threads.ts';

runIndexer(logKinds, threadPort(), threadData());
