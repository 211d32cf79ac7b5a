/** A process that starts an engine, tells its address, and stays until it is ended. */
import { startEngine } from '../../../local/engine/dynamodb.ts';

const { endpoint } = await startEngine();
process.stdout.write(`${endpoint}\n`);
process.on('SIGUSR2', () => {
  throw new Error('A crash that nobody catches');
});
