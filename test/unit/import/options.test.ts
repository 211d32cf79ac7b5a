import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../local/import/options.ts';

describe('readOptions', () => {
  it('has the defaults of the local demo', () => {
    expect(readOptions(['folder', '--studio', 'demo'], {})).toEqual({
      folder: 'folder',
      url: 'http://localhost:8080/',
      studio: 'demo',
      username: 'admin',
      password: 'montu-demo-studio',
      dryRun: false,
      verbose: false,
    });
  });

  it('takes the password from where it is given, nearest first', () => {
    const environment = { MONTU_PASSWORD: 'from the environment', MONTU_DEMO_PASSWORD: 'of the demo' };
    expect(readOptions(['f', '--password', 'from the line'], environment)?.password).toBe('from the line');
    expect(readOptions(['f'], environment)?.password).toBe('from the environment');
    expect(readOptions(['f'], { MONTU_DEMO_PASSWORD: 'of the demo' })?.password).toBe('of the demo');
    // empty is not set, as for `npm start`
    expect(readOptions(['f'], { MONTU_PASSWORD: '', MONTU_DEMO_PASSWORD: '' })?.password).toBe('montu-demo-studio');
  });

  it.each(['https://api.montu.example', 'http://localhost.montu.example', 'http://10.0.0.1:8080'])(
    'never sends the demo password to %s',
    (url) => {
      expect(() => readOptions(['f', '--url', url], { MONTU_DEMO_PASSWORD: 'of the demo' })).toThrow(/password/);
    },
  );

  it.each([
    [[], /which folder/],
    [['a', 'b'], /Only one folder/],
    [['a', '--nope'], /--nope/],
    [['a', '--url', 'ftp://x'], /not an http address/],
    [['a', '--url', 'nothing'], /not an http address/],
  ])('refuses %j in one sentence', (args, words) => {
    expect(() => readOptions(args, {})).toThrow(words);
  });

  it('gives nothing when only help is asked for', () => {
    expect(readOptions(['--help'], {})).toBeUndefined();
  });
});
