export { compareWithCommit, type Comparison, type ComparisonOptions } from './comparison';
export { toMarkdown, toText } from './render-comparison';
