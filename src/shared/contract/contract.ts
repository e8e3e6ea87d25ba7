import { agentsContract } from './agents.ts';
import { auditContract } from './audit.ts';
import { processesContract } from './processes.ts';
import { sessionsContract } from './sessions.ts';
import { systemContract } from './system.ts';
import { transcriptsContract } from './transcripts.ts';
import { usageContract } from './usage.ts';

/** Every call there is. One router in main answers it over three transports. */
export const contract = {
  agents: agentsContract,
  audit: auditContract,
  processes: processesContract,
  sessions: sessionsContract,
  system: systemContract,
  transcripts: transcriptsContract,
  usage: usageContract,
};
