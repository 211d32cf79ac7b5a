import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { StartProblem } from './start-problem.ts';

const oldest = 17;
const howTo =
  'install it, for example with `apt-get install openjdk-17-jre-headless`, `brew install openjdk@17` or from https://adoptium.net';

/** The major version in what `java -version` prints: `openjdk version "17.0.15"`, or `java version "1.8.0_402"`. */
function javaMajorVersion(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(output);
  return match ? Number(match[1]) : undefined;
}

/** Throws a StartProblem unless a Java that can run DynamoDB Local is on the PATH. */
export async function requireJava(): Promise<void> {
  // Java prints its version on the error stream.
  const output = await promisify(execFile)('java', ['-version']).then(
    ({ stderr }) => stderr,
    () => undefined,
  );
  // macOS has a `java` that only says that there is none.
  const version = output === undefined ? undefined : javaMajorVersion(output);
  if (version === undefined)
    throw new StartProblem(`Java ${oldest} or later is needed for the local database and was not found: ${howTo}.`);
  if (version < oldest)
    throw new StartProblem(
      `Java ${oldest} or later is needed for the local database, this is Java ${version}: ${howTo}.`,
    );
}
