export { writeDist } from './dist';
export { applicationSetPath, DIST, repositoryPath, taskPath } from './layout';
export { renderManifest, type Manifest } from './manifest';
