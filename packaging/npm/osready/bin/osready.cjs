#!/usr/bin/env node
// Runs the program in the package of this platform, which npm chose when it installed this one.
"use strict";

const { spawnSync } = require("node:child_process");

const platform = `${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "osready.exe" : "osready";
let program;
try {
  program = require.resolve(`@osready/${platform}/bin/${file}`);
} catch {
  console.error(`osready: there is no package for ${platform}, or npm was told to leave out optional packages`);
  process.exit(2);
}
const run = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (run.error) {
  console.error(`osready: ${run.error.message}`);
  process.exit(2);
}
if (run.signal) process.kill(process.pid, run.signal);
process.exit(run.status ?? 2);
