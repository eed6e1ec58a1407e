export { applyFolders } from './apply-folders';
export type { Job } from './job';
export { listJobs, listPods } from './list-objects';
export { allFolders } from './manifest-folder';
export { namespaceOfList } from './namespace';
export type { Pod } from './pod';
