export { writeDist } from './dist';
export { renderManifest, type Manifest } from './manifest';
