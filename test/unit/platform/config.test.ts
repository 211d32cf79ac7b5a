import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Environment } from '../../../shared/manifest/environment.ts';
import { setEnvironment } from '../../support/environment.ts';

/** The settings as a container reads them that starts with this environment. */
async function startWith(settings: { [name in keyof Environment]?: string | undefined }) {
  setEnvironment();
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  vi.resetModules();
  return import('../../../shared/platform/config.ts');
}

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('MONTU_')) delete process.env[name];
});

describe('a function that starts with a wrong setting', () => {
  it.each([
    ['MONTU_TABLE', undefined],
    ['MONTU_TABLE', ''],
    ['MONTU_PUBLIC_URL', undefined],
    ['MONTU_PUBLIC_URL', 'api.montu.test'],
    ['MONTU_ACCESS_TOKEN_SECONDS', 'an hour'],
    ['MONTU_ACCESS_TOKEN_SECONDS', '5'],
    ['MONTU_SIGNER', 'secret'],
    ['MONTU_PUSH_QUEUE_URL', 'queue'],
    ['MONTU_RATE_LIMITS', 'few'],
  ] as const)('serves nothing, and names %s=%s', async (name, value) => {
    const { config } = await startWith({ [name]: value });
    expect(() => config()).toThrow(name);
  });

  it.each(['dev', 'staging', 'prod'])('serves nothing in %s without limits', async (MONTU_STAGE) => {
    const { config } = await startWith({ MONTU_STAGE, MONTU_RATE_LIMITS: 'off' });
    expect(() => config()).toThrow('MONTU_RATE_LIMITS');
    const deployed = await startWith({ MONTU_STAGE, MONTU_RATE_LIMITS: undefined });
    expect(deployed.config().MONTU_RATE_LIMITS).toBe('on');
  });

  it('names a setting that only it needs', async () => {
    const { requireSetting } = await startWith({});
    expect(() => requireSetting('MONTU_SIGNER')).toThrow('MONTU_SIGNER is not set');
    expect(requireSetting('MONTU_TABLE')).toBe('no-table');
  });
});

describe('settings', () => {
  it('are read once, and have their defaults', async () => {
    const { config } = await startWith({ MONTU_ORIGINS: undefined });
    expect(config()).toMatchObject({ MONTU_ACCESS_TOKEN_SECONDS: 3_600, MONTU_ORIGINS: [] });
    process.env.MONTU_TABLE = 'another';
    expect(config().MONTU_TABLE).toBe('no-table');
  });

  it('take addresses with or without a slash at the end, and origins with spaces between', async () => {
    const { config } = await startWith({
      MONTU_PUBLIC_URL: 'https://api.montu.test/',
      MONTU_ORIGINS: 'https://a.test, https://b.test,',
    });
    expect(config()).toMatchObject({
      MONTU_PUBLIC_URL: 'https://api.montu.test',
      MONTU_ORIGINS: ['https://a.test', 'https://b.test'],
    });
  });
});
