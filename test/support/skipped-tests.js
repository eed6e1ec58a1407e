/** Lists at the end of a run which tests were skipped for what the machine lacks (see test/support/tools.ts). */
module.exports = class SkippedTests {
  onRunComplete(_contexts, { testResults }) {
    // Others are skipped because of an argument of jest, such as -t.
    const skipped = testResults
      .flatMap((file) => file.testResults)
      .filter(({ status, fullName }) => status === 'pending' && /\(needs [^)]*\)/.test(fullName));
    if (skipped.length === 0) return;

    const counts = new Map();
    for (const { fullName } of skipped) {
      const missing = new Set([...fullName.matchAll(/\(needs ([^)]*)\)/g)].flatMap(([, needs]) => needs.split(', ')));
      for (const need of missing) counts.set(need, (counts.get(need) ?? 0) + 1);
    }
    const lines = [...counts].map(([need, count]) => `  ${need} (${count} ${count === 1 ? 'test' : 'tests'})`);
    process.stderr.write(
      `\nSkipped tests: ${skipped.length}. They need what this machine does not have:\n${lines.sort().join('\n')}\n` +
        'CONTRIBUTING.md lists the packages to install.\n',
    );
  }
};
