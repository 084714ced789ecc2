/** Real parts take a moment to start (a database, the program itself), hence the generous time limit. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  globalSetup: '<rootDir>/test/support/servers/debian-packages.ts',
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', {jsc: {parser: {syntax: 'typescript'}, target: 'es2022'}, module: {type: 'es6'}}],
  },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Its package.json names two entry points; Node takes the last, jest the first, which does not exist.
    '^tls-sig-api-v2$': '<rootDir>/node_modules/tls-sig-api-v2/TLSSigAPIv2.js',
  },
  testTimeout: 60_000,
  maxWorkers: 2,
};
