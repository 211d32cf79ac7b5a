type Item = Record<string, unknown>;

/** What the names and values in an expression stand for. */
export interface Names {
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, unknown> | undefined;
}

const token = /\s*(<=|>=|<>|[=<>(),]|[#:]?\w+(?:\.#?\w+)*)/y;

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  for (let end = 0; end < expression.trimEnd().length; end = token.lastIndex) {
    const found = token.exec(expression);
    if (!found) throw new Error(`This part of an expression is not understood: ${expression.slice(end)}`);
    tokens.push(found[1] as string);
  }
  return tokens;
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const compare: Record<string, (a: never, b: never) => boolean> = {
  '=': (a, b) => a !== undefined && isSame(a, b),
  '<>': (a, b) => a !== undefined && !isSame(a, b),
  '<': (a, b) => a !== undefined && a < b,
  '>': (a, b) => a !== undefined && a > b,
  '<=': (a, b) => a !== undefined && a <= b,
  '>=': (a, b) => a !== undefined && a >= b,
};

/** Whether an item fits a condition, a key condition or a filter of DynamoDB, as far as this project uses them. */
export function fits(expression: string | undefined, names: Names, item: Item | undefined): boolean {
  if (expression === undefined) return true;
  const tokens = tokensOf(expression);
  let at = 0;
  const take = (expected?: string): string => {
    const next = tokens[at++];
    if (next === undefined || (expected !== undefined && next !== expected))
      throw new Error(`"${expected ?? 'more'}" is missing at ${at} of ${expression}`);
    return next;
  };
  const nameOf = (name: string) => (name.startsWith('#') ? (names.ExpressionAttributeNames?.[name] ?? name) : name);
  const lookUp = (name: string): unknown =>
    name.startsWith(':')
      ? names.ExpressionAttributeValues?.[name]
      : name.split('.').reduce<unknown>((inside, part) => (inside as Item | undefined)?.[nameOf(part)], item);
  const sizeOf = (value: unknown) => (value instanceof Set ? value.size : (value as string | undefined)?.length);
  const calls: Record<string, (...given: unknown[]) => unknown> = {
    attribute_exists: (value) => value !== undefined,
    attribute_not_exists: (value) => value === undefined,
    begins_with: (value, prefix) => typeof value === 'string' && value.startsWith(prefix as string),
    contains: (value, part) => (value instanceof Set ? value.has(part) : String(value).includes(part as string)),
    size: sizeOf,
  };
  function call(name: string): unknown {
    take('(');
    const given = [lookUp(take())];
    while (tokens[at] === ',') {
      take(',');
      given.push(lookUp(take()));
    }
    take(')');
    return calls[name]?.(...given);
  }
  function operand(): unknown {
    const next = take();
    return next in calls ? call(next) : lookUp(next);
  }
  function single(): boolean {
    if (tokens[at] === 'NOT') {
      take();
      return !single();
    }
    if (tokens[at] === '(') {
      take('(');
      const inside = either();
      take(')');
      return inside;
    }
    const left = operand();
    const operator = tokens[at];
    if (operator === 'BETWEEN') {
      take();
      const from = operand();
      take('AND');
      const to = operand();
      return (
        compare['>=']?.(left as never, from as never) === true && compare['<=']?.(left as never, to as never) === true
      );
    }
    const comparison = operator === undefined ? undefined : compare[operator];
    if (!comparison) return left === true;
    take();
    return comparison(left as never, operand() as never);
  }
  function all(): boolean {
    let result = single();
    while (tokens[at] === 'AND') {
      take();
      result = single() && result;
    }
    return result;
  }
  function either(): boolean {
    let result = all();
    while (tokens[at] === 'OR') {
      take();
      result = all() || result;
    }
    return result;
  }
  const result = either();
  if (at < tokens.length) throw new Error(`More than is understood: ${tokens.slice(at).join(' ')} of ${expression}`);
  return result;
}

/** What an item becomes by an update expression: `SET a = :b`, `ADD a :b`, `DELETE a :b`, `REMOVE a`. */
export function updated(expression: string, names: Names, item: Item): Item {
  const next: Item = { ...item };
  const nameOf = (name = '') => (name.startsWith('#') ? (names.ExpressionAttributeNames?.[name] ?? name) : name);
  const actions: Record<string, (name: string, value: unknown) => unknown> = {
    SET: (_, value) => value,
    ADD: (name, value) =>
      value instanceof Set
        ? new Set([...((next[name] as Set<unknown> | undefined) ?? []), ...value])
        : ((next[name] as number | undefined) ?? 0) + (value as number),
    DELETE(name, value) {
      const left = [...((next[name] as Set<unknown> | undefined) ?? [])].filter(
        (one) => !(value as Set<unknown>).has(one),
      );
      return left.length > 0 ? new Set(left) : undefined;
    },
    REMOVE: () => undefined,
  };
  for (const [, kind = '', clause = ''] of expression.matchAll(
    /\b(SET|ADD|DELETE|REMOVE)\b(.*?)(?=\b(?:SET|ADD|DELETE|REMOVE)\b|$)/gs,
  )) {
    for (const part of clause.split(',')) {
      const [name = '', value = ''] = part.trim().split(/\s*=\s*|\s+/);
      if (kind !== 'REMOVE' && !(value in (names.ExpressionAttributeValues ?? {})))
        throw new Error(`This part of an update is not understood: ${part}`);
      next[nameOf(name)] = actions[kind]?.(nameOf(name), names.ExpressionAttributeValues?.[value]);
    }
  }
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined));
}
