/** A process that takes the data folder of its first argument, says so, and keeps it until it is ended. */
import { takeDataFolder } from '../../../local/engine/data-folder.ts';

await takeDataFolder(process.argv[2] ?? '');
process.stdout.write('taken\n');
setInterval(() => {}, 60_000);
