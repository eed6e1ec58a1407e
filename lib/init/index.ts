export { renderApp } from './app-files';
export { isIgnored, locateApp, type AppLocation } from './app-location';
export { CI_SYSTEMS, findSettingProblem, type AppSettings } from './app-settings';
export { checkTarget } from './check-target';
export { dropInvalid, type CheckedTask } from './import/drop-invalid';
export { importManifests, type Import } from './import/import-manifests';
export { createList, EXAMPLE_TASK, formatJson, type TaskEntry } from './list-text';
export { writeApp, type WrittenApp } from './write-app';
