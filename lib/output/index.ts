export { renderManifest, type Manifest, type Synthesize } from './manifest';
export { writeDist, type WriteDistOptions } from './write-dist';
