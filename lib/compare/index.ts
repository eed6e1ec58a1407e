export { compareLists } from './compare-lists';
export { compareWithCommit, type Comparison, type ComparisonOptions } from './comparison';
export { formatChange, toMarkdown, toText } from './render-comparison';
