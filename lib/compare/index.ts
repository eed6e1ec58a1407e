export { compareWithCommit, type Comparison, type ComparisonOptions } from './comparison';
export { ComparisonError } from './git';
export { toMarkdown, toText } from './render-comparison';
