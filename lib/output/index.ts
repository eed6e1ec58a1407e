export { writeDist } from './dist';
export { applicationSetPath, repositoryPath, taskPath } from './layout';
export { renderManifest, type Manifest } from './manifest';
