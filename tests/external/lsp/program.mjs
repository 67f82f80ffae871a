// The extension runs the configured program or the one in PATH, and never one of the working folder.

import assert from "node:assert";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
execFileSync("npx", ["tsc", "--outDir", "compiled", "--module", "nodenext", "--moduleResolution", "nodenext", "--target", "es2022",
  "--types", "node", "--skipLibCheck", "src/program.ts"], { cwd: folder, stdio: "inherit" });
const { program } = (await import(pathToFileURL(path.join(folder, "compiled/program.js")).href)).default;

mkdirSync(path.join(folder, "bin"));
for (const file of ["bin/osready", "osready"]) {
  writeFileSync(path.join(folder, file), "#!/bin/sh\n");
  chmodSync(path.join(folder, file), 0o755);
}
process.chdir(folder);
const bin = path.join(folder, "bin");
const found = (configured, PATH) => program(configured, { PATH }, "linux");
assert.equal(await found("", `.:${bin}`), path.join(bin, "osready"));
mkdirSync(path.join(folder, "other/osready"), { recursive: true });
assert.equal(await found("", `${path.join(folder, "other")}:${bin}`), path.join(bin, "osready"), "a folder is no program");
assert.equal(await found("", "."), undefined);
assert.equal(await found("", ""), undefined);
assert.equal(await found("osready", bin), undefined, "a relative path would be one of the workspace");
assert.equal(await found(path.join(bin, "osready"), ""), path.join(bin, "osready"));
console.log("the program is that of the user");
