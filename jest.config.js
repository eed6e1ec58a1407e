/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testTimeout: 60_000,
  maxWorkers: '100%',
  globalSetup: '<rootDir>/test/support/compile-program.ts',
  globalTeardown: '<rootDir>/test/support/remove-program.ts',
  roots: ['<rootDir>/test'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/'],
  reporters: ['default', '<rootDir>/test/support/skipped-tests.js'],
  transform: { '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
};
