import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../artillery/options.ts';

const outputs = JSON.stringify({ 'Montu-dev-Data': {}, 'Montu-dev-Edge': { PublicUrl: 'https://dev.montu.example/' } });
const read = (args: string[], environment: Record<string, string> = {}) =>
  readOptions(args, environment, async (path) => {
    if (path === 'cdk.out/dev/outputs.json') return outputs;
    throw new Error(`There is no ${path}`);
  });
const onStage = ['--studio', 'load', '--username', 'load1', '--username', 'load2'];

describe('options of a load test', () => {
  it('are the demo of this machine, unless told', async () => {
    expect(await read(['smoke'])).toEqual({
      scenario: 'smoke',
      url: 'http://localhost:8080',
      studio: 'demo',
      usernames: ['supervisor', 'coordinator'],
      password: 'montu-demo-studio',
    });
  });

  it.each(['http://localhost:18080', 'http://127.0.0.1:8080', 'http://[::1]:8080'])('take %s', async (url) => {
    expect(await read(['smoke', '--url', url])).toMatchObject({ url });
  });

  it.each(['http://example.com', 'https://localhost.example.com', 'http://10.0.0.1:8080', 'http://127.example.com'])(
    'refuse to send load to %s',
    async (url) => {
      await expect(read(['smoke', '--url', url])).rejects.toThrow('is not on this machine');
    },
  );

  it('take the address of a stage from what its deployment put out, or from the environment', async () => {
    const args = ['smoke', '--stage', 'dev', ...onStage];
    const password = { MONTU_PASSWORD: 'secret' };
    expect(await read(args, password)).toEqual({
      scenario: 'smoke',
      url: 'https://dev.montu.example',
      studio: 'load',
      usernames: ['load1', 'load2'],
      password: 'secret',
    });
    const elsewhere = { ...password, MONTU_URL: 'https://elsewhere.example' };
    expect(await read(args, elsewhere)).toMatchObject({ url: 'https://elsewhere.example' });
  });

  it('guess nobody’s password on a stage', async () => {
    await expect(read(['smoke', '--stage', 'dev', ...onStage])).rejects.toThrow('MONTU_PASSWORD');
    await expect(read(['smoke', '--stage', 'dev'], { MONTU_PASSWORD: 'secret' })).rejects.toThrow('--studio');
  });

  it.each([
    [['smoke', '--stage', 'staging', ...onStage], 'cdk.out/staging/outputs.json'],
    [['smoke', '--stage', '../dev', ...onStage], 'not the name of a stage'],
    [['smoke', '--stage', 'dev', '--url', 'http://localhost'], 'not both'],
    [['smoke', '--url', 'ftp://localhost'], 'not an http address'],
    [['soak'], 'smoke'],
    [[], 'smoke'],
    [['smoke', '--fast'], '--help'],
  ])('refuse %j', async (args, message) => {
    await expect(read(args, { MONTU_PASSWORD: 'secret' })).rejects.toThrow(message);
  });
});
