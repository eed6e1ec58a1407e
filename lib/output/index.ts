export { writeDist } from './dist';
export { applicationSetPath, repositoryPath, taskPath, workspacePath } from './layout';
export { renderManifest, type Manifest } from './manifest';
