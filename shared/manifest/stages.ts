/** What deployments and the operator's commands must agree on. */
export const stages = ['dev', 'staging', 'prod'] as const;
export type Stage = (typeof stages)[number];

/** CloudFront takes its firewall from us-east-1 alone; every stage lives there (docs/decisions/0003-edge.md). */
export const region = 'us-east-1';

/** `montu-dev-updateTask`: physical names let alarms, logs and commands find a thing without a reference to its stack. */
export const resourceName = (stage: Stage, name: string): string => `montu-${stage}-${name}`;

export const accessTokenSeconds: Record<Stage, number> = { dev: 3_600, staging: 3_600, prod: 3_600 };

/** The tag of every key that a stage may sign with, whose value is the stage. */
export const signingKeyTag = 'montu:signing';
