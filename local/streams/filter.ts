/** A Lambda event filter of exact values: `{ eventName: ['INSERT'], dynamodb: { NewImage: { kind: { S: ['event'] } } } }`. */
export type FilterPattern = Record<string, unknown>;

/** Whether a record passes; throws on a pattern with other rules (`prefix`, `numeric`, `exists`, …). */
export function passes(pattern: FilterPattern, record: unknown): boolean {
  return Object.entries(pattern).every(([name, rule]) => {
    const value = isObject(record) ? record[name] : undefined;
    if (!Array.isArray(rule)) return isObject(rule) && passes(rule, value);
    if (rule.some(isObject)) throw new Error(`The filter of ${name} has a rule other than exact values`);
    return rule.includes(value);
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
