/**
 * What a request may leave behind where it otherwise only reads: who was refused what, and where and when an API key was
 * used. Nothing of it decides anything. IAM is made from this, and `shared/data` keeps to it.
 */
export const trail = {
  /** The partitions of security events; nothing else stands there. */
  eventPartitions: 'S#*#A#*',
  /** When an API key was used last: this attribute of its item, and no other. */
  use: { partitions: 'S#*#U#*', attribute: 'lastUsedAt' },
} as const;
