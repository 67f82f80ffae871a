// Reads rdjson with a validator of the format, and holds GitHub's annotations against the commands
// that GitHub's own library writes.
"use strict";
const assert = require("node:assert");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { validate } = require("@umbrelladocs/rdformat-validator");
const core = require("@actions/core");

const folder = process.argv[2];
const read = (name, ending) => readFileSync(join(folder, `${name}.${ending}`), "utf8");

// What the runner makes of a property and of the text.
const unescape = (text, isProperty) => {
  const plain = text.replace(/%0D/g, "\r").replace(/%0A/g, "\n");
  const whole = isProperty ? plain.replace(/%3A/g, ":").replace(/%2C/g, ",") : plain;
  return whole.replace(/%25/g, "%");
};

const written = (level, properties, message) => {
  let line = "";
  const { write } = process.stdout;
  process.stdout.write = (text) => ((line += text), true);
  try {
    core[level](message, {
      title: properties.title,
      file: properties.file,
      startLine: properties.line,
      endLine: properties.endLine,
      startColumn: properties.col,
      endColumn: properties.endColumn,
    });
  } finally {
    process.stdout.write = write;
  }
  return line.trimEnd();
};

const parsed = (line) => {
  const [, level, properties, message] = /^::(\w+) (.*?)::(.*)$/.exec(line);
  const pairs = properties.split(",").map((pair) => pair.split(/=(.*)/s).slice(0, 2));
  return [level, Object.fromEntries(pairs.map(([key, value]) => [key, unescape(value, true)])), unescape(message)];
};

const main = async () => {
  for (const name of ["clean", "hostile", "many"]) {
    const report = JSON.parse(read(name, "json"));
    const lines = read(name, "github").split("\n").filter(Boolean);
    const counts = {};
    for (const line of lines) {
      const [level, properties, message] = parsed(line);
      counts[level] = (counts[level] ?? 0) + 1;
      // The same as GitHub's library writes it, whatever the order of the properties.
      const again = parsed(written(level, properties, message));
      assert.deepStrictEqual(again, [level, properties, message]);
    }
    assert.strictEqual(counts.error ?? 0, Math.min(10, report.summary.errors), name);
    assert.ok(Object.values(counts).every((count) => count <= 10), name);

    const document = JSON.parse(read(name, "rdjson"));
    // One more says how many findings are left out.
    const isCut = (report.summary.left_out ?? 0) > 0;
    assert.strictEqual(document.diagnostics.length, report.findings.length + Number(isCut));
    const result = await validate(document, { strictMode: true, allowExtraFields: false });
    assert.ok(result.valid, `${name}: ${JSON.stringify(result.errors?.slice(0, 5))}`);
  }
};

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
