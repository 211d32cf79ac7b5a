import { describe, expect, it } from 'vitest';
import { changesOf } from '../../../local/import/difference.ts';

describe('changesOf', () => {
  const existing = {
    status: 'review',
    artist: 'mira.okafor',
    deadline: '2025-09-01T00:00:00.000Z',
    frameRange: { start: 1001, end: 1153 },
    versions: ['v001'],
    actualTimeLogged: 5,
    colorPipeline: null,
  };

  it('finds nothing where the source says the same', () => {
    expect(changesOf(structuredClone(existing), existing)).toBeUndefined();
  });

  it('leaves alone what the source has no value for', () => {
    const source = { artist: 'Unassigned', deadline: null, versions: [], colorPipeline: {}, frameRange: {} };
    expect(changesOf(source, existing)).toBeUndefined();
  });

  it('sends only the changed fields, at every depth', () => {
    const source = { status: 'approved', frameRange: { start: 1001, end: 1160 }, versions: ['v001'] };
    expect(changesOf(source, existing)).toEqual({ status: 'approved', frameRange: { end: 1160 } });
  });

  it('takes zero as a value, and a whole object where there was none', () => {
    expect(changesOf({ actualTimeLogged: 0, colorPipeline: { a: 1 } }, existing)).toEqual({
      actualTimeLogged: 0,
      colorPipeline: { a: 1 },
    });
  });
});
