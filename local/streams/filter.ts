/** A Lambda event filter of exact values: `{ eventName: ['INSERT'], dynamodb: { NewImage: { kind: { S: ['event'] } } } }`. */
export type FilterPattern = Record<string, unknown>;

/** Whether any filter lets a record through; throws on a pattern with other rules (`prefix`, `numeric`, `exists`, …). */
export function passes(filters: readonly FilterPattern[], record: unknown): boolean {
  return filters.some((pattern) => matches(pattern, record));
}

function matches(pattern: FilterPattern, record: unknown): boolean {
  return Object.entries(pattern).every(([name, rule]) => {
    const value = isObject(record) ? record[name] : undefined;
    if (!Array.isArray(rule)) return isObject(rule) && matches(rule, value);
    if (rule.some(isObject)) throw new Error(`The filter of ${name} has a rule other than exact values`);
    return rule.includes(value);
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
