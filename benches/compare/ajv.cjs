// Judges files by a JSON Schema with ajv, in one process: `ajv.cjs SCHEMA FILE…`. ajv's own command line
// is of 2021 and fits an older ajv.
const { readFileSync } = require("node:fs");
const Ajv = require("ajv/dist/2020");

const [schema, ...files] = process.argv.slice(2);
const validate = new Ajv({ allErrors: true, strict: false }).compile(JSON.parse(readFileSync(schema)));
for (const file of files) {
  if (validate(JSON.parse(readFileSync(file)))) continue;
  process.exitCode = 1;
  for (const error of validate.errors) console.log(`${file} ${error.instancePath} ${error.message}`);
}
