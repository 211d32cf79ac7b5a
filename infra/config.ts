import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { accessTokenSeconds, region, type Stage, stages } from '../shared/manifest/stages.ts';

/** What differs between stages. Accounts, addresses and owners are placeholders until a studio sets its own. */
export interface Settings {
  stage: Stage;
  account: string;
  region: typeof region;
  owner: string;
  costCenter: string;
  /** Gets alarms and budget warnings, once its owner confirms the subscription. */
  alarmEmail: string;
  /** Origins that browsers may call from. */
  origins: readonly string[];
  accessTokenSeconds: number;
  deletionProtection: boolean;
  /** Days that the table can be taken back to. */
  recoveryDays: number;
  logRetention: RetentionDays;
  /** The most a second that the table, and each of its indexes, may be asked for: a guard against runaway cost. */
  maxReadUnits: number;
  maxWriteUnits: number;
  /** Requests a second, steady and in a burst, for each of the two APIs. */
  throttle: { rateLimit: number; burstLimit: number };
  /** Requests from one address in five minutes; a whole studio may share one. Absent: no firewall. */
  firewallRequestsPerAddress?: number;
  /** USD a month at which the budget warns. Absent: no budget. */
  monthlyBudget?: number;
}

const common = {
  region,
  owner: 'pipeline',
  costCenter: 'montu',
} as const;

const settings: Record<Stage, Settings> = {
  dev: {
    ...common,
    stage: 'dev',
    accessTokenSeconds: accessTokenSeconds.dev,
    account: '111111111111',
    alarmEmail: 'montu-dev@montu.example',
    origins: ['http://localhost:5173'],
    deletionProtection: false,
    recoveryDays: 7,
    logRetention: RetentionDays.ONE_WEEK,
    maxReadUnits: 500,
    maxWriteUnits: 250,
    throttle: { rateLimit: 50, burstLimit: 100 },
  },
  staging: {
    ...common,
    stage: 'staging',
    accessTokenSeconds: accessTokenSeconds.staging,
    account: '222222222222',
    alarmEmail: 'montu-staging@montu.example',
    origins: ['https://staging.montu.example'],
    deletionProtection: true,
    recoveryDays: 7,
    logRetention: RetentionDays.TWO_WEEKS,
    maxReadUnits: 2000,
    maxWriteUnits: 500,
    throttle: { rateLimit: 200, burstLimit: 400 },
    firewallRequestsPerAddress: 10_000,
  },
  prod: {
    ...common,
    stage: 'prod',
    accessTokenSeconds: accessTokenSeconds.prod,
    account: '333333333333',
    alarmEmail: 'montu@montu.example',
    origins: ['https://montu.example'],
    deletionProtection: true,
    recoveryDays: 35,
    logRetention: RetentionDays.THREE_MONTHS,
    maxReadUnits: 4000,
    maxWriteUnits: 1000,
    throttle: { rateLimit: 1000, burstLimit: 2000 },
    firewallRequestsPerAddress: 30_000,
    monthlyBudget: 450,
  },
};

/** The settings of a stage, or one sentence that says which stages there are. */
export function settingsOf(stage: unknown): Settings {
  const known = stages.find((name) => name === stage);
  if (known) return settings[known];
  const choice = `choose ${stages.slice(0, -1).join(', ')} or ${stages.at(-1)}.`;
  throw new Error(stage === undefined ? `No stage was given: ${choice}` : `There is no stage "${stage}": ${choice}`);
}
