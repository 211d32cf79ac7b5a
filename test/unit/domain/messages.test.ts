import { describe, expect, it } from 'vitest';
import {
  destinationOf,
  hears,
  momentAfter,
  participantsOf,
  reworded,
  threadResource,
  withdrawn,
} from '../../../shared/domain/messages.ts';
import { makeCaller } from '../../support/caller.ts';

const somebody = (userId: string, fields = {}) => ({ userId, role: 'artist' as const, active: true, ...fields });
const people = new Map([
  ['ann', somebody('user_ann')],
  ['ben', somebody('user_ben')],
  ['gone', somebody('user_gone', { active: false })],
  ['client', somebody('user_client', { role: 'client' })],
]);
const of = (...to: string[]) => participantsOf(to, 'user_ann', (name) => people.get(name.toLowerCase()));
const details = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return (error as { details: { field: string; code: string; suggestion?: string }[] }).details;
  }
  return [];
};

describe('who is in a thread', () => {
  it('is whoever begins it, and each of the others once', () => {
    expect(of('ben', 'BEN')).toEqual(['user_ann', 'user_ben']);
  });

  it('is nobody who is not there, and everybody wrong is named', () => {
    const found = details(() => of('nobody', 'ben', 'gone', 'client', 'ann'));
    expect(found.map(({ field, code }) => `${field} ${code}`)).toEqual([
      ...['to.0 NOT_FOUND', 'to.2 INVALID_VALUE', 'to.3 INVALID_VALUE', 'to.4 INVALID_VALUE'],
    ]);
    expect(found.every(({ suggestion }) => suggestion)).toBe(true);
  });

  it('hears of it while they are staff and active', () => {
    const thread = { id: 'thread_1', participants: ['user_ann'] };
    const ann = makeCaller();
    expect(hears({ ...ann, active: true }, thread)).toBe(true);
    expect(hears({ ...ann, active: false }, thread)).toBe(false);
    expect(hears({ ...ann, active: true, role: 'client' }, thread)).toBe(false);
    expect(hears({ ...ann, active: true, userId: 'user_ben' }, thread)).toBe(false);
    expect(threadResource(thread)).toMatchObject({ kind: 'message', participants: ['user_ann'] });
  });
});

describe('where a message goes', () => {
  it('is to people or into a thread, and not both', () => {
    const text = 'x';
    expect(destinationOf({ to: ['ben'], text })).toEqual({ to: ['ben'], subject: null });
    expect(destinationOf({ threadId: 'thread_1', text })).toEqual({ threadId: 'thread_1' });
    const wrong = [
      { text },
      { text, threadId: 't', to: ['ben'] },
      { text, threadId: 't', subject: 's' },
      { text, subject: 's' },
    ];
    expect(wrong.map((body) => details(() => destinationOf(body))[0]?.field)).toEqual(['to', 'to', 'subject', 'to']);
  });

  it('is after the last one, whatever the clock says', () => {
    const at = (time: string) => new Date(`2025-08-29T10:00:00.${time}Z`);
    const last = at('500').toISOString();
    expect(momentAfter(undefined, at('100'))).toEqual(at('100'));
    expect(['100', '500', '501', '900'].map((now) => momentAfter(last, at(now)))).toEqual(
      ['501', '501', '501', '900'].map(at),
    );
  });
});

describe('a message', () => {
  const said = { text: 'dark', editedAt: null, archivedAt: null };

  it('says something else, unless it is the same', () => {
    expect(reworded(said, 'bright', 'now')).toEqual({ ...said, text: 'bright', editedAt: 'now' });
    expect(reworded(said, 'dark', 'now')).toBe(said);
  });

  it('is withdrawn once, and says nothing after that', () => {
    const gone = withdrawn({ ...said, editedAt: 'before' }, 'now');
    expect(gone).toEqual({ text: '', editedAt: null, archivedAt: 'now' });
    expect(withdrawn(gone, 'later')).toBe(gone);
    expect(() => reworded(gone, 'x', 'later')).toThrow(expect.objectContaining({ code: 'CONFLICT' }));
  });
});
