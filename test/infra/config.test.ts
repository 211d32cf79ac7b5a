import { describe, expect, it } from 'vitest';
import { settingsOf } from '../../infra/config.ts';
import { stages } from '../../shared/manifest/stages.ts';

describe('settingsOf', () => {
  it.each(stages)('knows %s', (stage) => {
    expect(settingsOf(stage).stage).toBe(stage);
  });

  it('asks for a stage', () => {
    expect(() => settingsOf(undefined)).toThrow('No stage was given: choose dev, staging or prod.');
  });

  it.each(['production', '', 'toString', 1])('says that there is no %s', (stage) => {
    expect(() => settingsOf(stage)).toThrow(`There is no stage "${stage}": choose dev, staging or prod.`);
  });

  it('never lets a browser call from anywhere', () => {
    for (const stage of stages) expect(settingsOf(stage).origins).not.toContain('*');
  });
});
