export { applyFolders } from './apply-folders';
export { allFolders } from './manifest-folder';
