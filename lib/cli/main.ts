#!/usr/bin/env node
import * as nodeModule from 'node:module';

type Program = typeof import('./program');

// Node.js 22.8 and newer. The types are of the oldest supported version.
const { enableCompileCache } = nodeModule as { enableCompileCache?: () => void };
enableCompileCache?.();

// Loaded here, because the cache affects only what is loaded later.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { runProgram } = require('./program') as Program;
void runProgram(process.argv);
