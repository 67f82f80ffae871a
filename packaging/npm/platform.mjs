// platform.mjs BINARY PLATFORM OUT: writes the package of a platform, such as linux-x64, to the folder OUT.

import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const [binary, platform, out] = process.argv.slice(2);
const main = JSON.parse(readFileSync(new URL("osready/package.json", import.meta.url), "utf8"));
const [os, cpu] = platform.split("-");
const file = os === "win32" ? "osready.exe" : "osready";
const description = {
  name: `@osready/${platform}`,
  version: main.version,
  description: `osready for ${platform}`,
  license: main.license,
  os: [os],
  cpu: [cpu],
  files: ["bin"],
};
mkdirSync(path.join(out, "bin"), { recursive: true });
writeFileSync(path.join(out, "package.json"), `${JSON.stringify(description, null, 2)}\n`);
copyFileSync(binary, path.join(out, "bin", file));
chmodSync(path.join(out, "bin", file), 0o755);
