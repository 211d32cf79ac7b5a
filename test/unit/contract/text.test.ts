import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { id, line, pathPart, text } from '../../../shared/contract/primitives.ts';
import { projectFields, projectId } from '../../../shared/contract/projects.ts';
import { userFields } from '../../../shared/contract/users.ts';

const unicode = fc.string({ unit: 'binary', maxLength: 60 });
const accepts = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

describe('a line and a text', () => {
  it('are normalised to NFC and trimmed', () => {
    expect(line().parse('  Cafe\u0301  ')).toBe('Caf\u00e9');
    expect(text().parse('\n Cafe\u0301\n')).toBe('Caf\u00e9');
  });

  it.each([
    ['NUL', 'a\u0000b'],
    ['escape', 'a\u001b[31mb'],
    ['delete', 'a\u007fb'],
    ['a C1 control', 'a\u0085b'],
    ['a line separator', 'a\u2028b'],
    ['a bidirectional override', 'a\u202eb'],
    ['a bidirectional isolate', 'a\u2066b'],
    ['half a surrogate pair', 'a\ud800b'],
  ])('refuse %s', (_, value) => {
    expect(accepts(line(), value)).toBe(false);
    expect(accepts(text(), value)).toBe(false);
  });

  it('differ in line breaks and tabs', () => {
    for (const value of ['a\nb', 'a\r\nb', 'a\tb']) {
      expect(accepts(line(), value)).toBe(false);
      expect(text().parse(value)).toBe(value);
    }
  });

  it('take names in any script, and emoji', () => {
    for (const value of ['Тень', '影', 'ظل', 'हिन्दी', '🎬 take 2']) expect(line().parse(value)).toBe(value);
  });

  it('measure after trimming', () => {
    expect(accepts(line(3), ' abc ')).toBe(true);
    expect(accepts(line(3), 'abcd')).toBe(false);
  });

  it('give back what they accept, the second time as the first', () => {
    fc.assert(
      fc.property(unicode, (value) => {
        const once = text().safeParse(value);
        if (once.success) expect(text().parse(once.data)).toBe(once.data);
      }),
    );
  });
});

describe('an e-mail address', () => {
  const { email } = userFields.shape;

  it('is trimmed, as any line: a phone puts a space behind it', () => {
    expect(email.parse(' mika@lights.test ')).toBe('mika@lights.test');
    for (const value of ['mika', 'mi ka@lights.test', 'a@b.test, c@d.test', '']) {
      expect(accepts(email, value)).toBe(false);
    }
  });
});

describe('what becomes part of a path or an address', () => {
  const climbing = ['..', '.', '...', '../a', 'a/b', 'a\\b', '/', '\\', '', ' ', '/etc/passwd', 'C:', 'a\u0000'];

  it.each(climbing)('%j is no path part', (value) => {
    expect(accepts(pathPart(), value)).toBe(false);
  });

  it.each([...climbing, 'a..b', '_a', '-a', '.a', 'a%2fb', 'a#b', 'a?b', 'a  b'])('%j is no id', (value) => {
    expect(accepts(id, value)).toBe(false);
  });

  it.each(['SH0020', 'sq 10', 'a.b', 'Тень_01', 'Ep00-sq10'])('%j is both', (value) => {
    expect(pathPart().parse(value)).toBe(value);
    expect(id.parse(value)).toBe(value);
  });

  it.each(['', '1SWA', '_SWA', 'SW A', 'SWA/', 'S.WA', 'a'.repeat(33)])('%j is no project code', (value) => {
    expect(accepts(projectId, value)).toBe(false);
  });

  it('never has a separator or a climbing segment, whatever is tried', () => {
    const hostile = fc.string({ unit: fc.constantFrom('.', '/', '\\', ':', '%', 'a', ' ', '\u0000', '\u2215') });
    fc.assert(
      fc.property(fc.oneof(hostile, unicode), (value) => {
        for (const schema of [pathPart(), id]) {
          const { success, data } = schema.safeParse(value);
          if (success) expect(data).not.toMatch(/[/\\]|^\.+$/);
        }
      }),
    );
  });

  it.each(['../{shot}', 'a/../b', 'a\\..\\b', './a', 'a/.', '..'])('%j is no template', (workingFile) => {
    const { templates } = projectFields.parse({ name: 'a' });
    expect(accepts(projectFields, { name: 'a', templates: { ...templates, workingFile } })).toBe(false);
  });
});
