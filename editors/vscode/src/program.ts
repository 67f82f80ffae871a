// Finds the program. Node would look into the working folder first on Windows, which may come from a pull request.

import { access, constants, stat } from "node:fs/promises";
import * as path from "node:path";

/** Returns the absolute path of the program: the configured one, or else the first in `PATH`. */
export async function program(
  configured: string,
  environment: Record<string, string | undefined>,
  platform: string,
): Promise<string | undefined> {
  if (configured !== "") {
    return path.isAbsolute(configured) && (await isProgram(configured)) ? configured : undefined;
  }
  const name = platform === "win32" ? "osready.exe" : "osready";
  const folders = (environment["PATH"] ?? environment["Path"] ?? "").split(path.delimiter);
  for (const folder of folders.filter((folder) => path.isAbsolute(folder))) {
    const file = path.join(folder, name);
    if (await isProgram(file)) return file;
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  return access(file, constants.X_OK)
    .then(() => stat(file))
    .then((about) => about.isFile())
    .catch(() => false);
}
