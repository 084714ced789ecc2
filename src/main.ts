#!/usr/bin/env node
import {commandLine} from './cli/command-line.js';
import {processTerminal} from './cli/process-terminal.js';

const terminal = processTerminal(process);
const command = commandLine(process.argv.slice(2), terminal);

process.on('uncaughtException', async (error) => end(await command.fail(error)));
await end(await command.run());

async function end(exitCode: number): Promise<never> {
  const unwritten = await terminal.flush();
  const failed = unwritten && (await command.fail(unwritten, terminal.stderr));
  process.exit(exitCode || failed || 0);
}
