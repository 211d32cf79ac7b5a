import type { Environment } from '../../shared/manifest/environment.ts';

/** Sets what every function has in its environment. Settings are read once, so this comes before anything reads them. */
export function setEnvironment(settings: Partial<Environment> = {}): void {
  Object.assign(process.env, {
    MONTU_STAGE: 'local',
    MONTU_TABLE: 'no-table',
    MONTU_PUBLIC_URL: 'https://api.montu.test',
    MONTU_ORIGINS: 'https://app.montu.test,https://review.montu.test',
    MONTU_RATE_LIMITS: 'off',
    ...settings,
  });
}
