export { compareWithCommit, type Comparison, type ComparisonOptions } from './comparison';
export { ComparisonError } from './commit-files';
export { toMarkdown, toText } from './render-comparison';
