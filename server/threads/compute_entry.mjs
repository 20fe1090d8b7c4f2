// Entry of the compute pool's threads; see thread_entry.mjs for why.
import { register } from 'tsx/esm/api';

register();
const { runTask } = await import('../compute/compute_worker.ts');
export default runTask;
