export type Variables = Record<string, string | undefined>;

/** Sets variables of this process, or unsets those that are undefined; the result puts back what was there. */
export function applyEnvironment(variables: Variables): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  set(Object.entries(variables));
  return () => set(before);
}

function set(entries: (readonly [string, string | undefined])[]): void {
  for (const [name, value] of entries) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

/** Keys that DynamoDB Local, the queue and the sockets of this machine take; never those of a real account. */
function localCredentials(): Variables {
  return {
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
  };
}

/** What the SDK needs; an engine that the person named may be a real one, and is used with the person's own keys. */
export function sdkVariables(endpoint: string | undefined): Variables {
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_PROFILE } = process.env;
  const hasKeys = AWS_ACCESS_KEY_ID || AWS_PROFILE;
  return { AWS_REGION: AWS_REGION || 'eu-central-1', ...(endpoint && hasKeys ? {} : localCredentials()) };
}
