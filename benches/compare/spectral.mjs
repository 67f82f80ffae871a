// The schema and the first five rules for spectral. Only what the comparison needs: one word each, no levels.
// OSIMAGES_SCHEMA names the schema.
import { readFileSync } from "node:fs";
import { falsy, schema } from "@stoplight/spectral-functions";

const LISTS = {
  bootFiles: "allowedBootFileExtension",
  customConfigFiles: "allowedConfigFileExtension",
  driverFiles: "allowedDriverFileExtension",
  installScriptFiles: "allowedScriptFileExtension",
  softwareFiles: "allowedSoftwareFileExtension",
  unattendFiles: "allowedUnattendFileExtension",
};

const isNotTrue = (value) => (value === true ? [{ message: "is true" }] : undefined);

const isNotTrueText = (value) => (value === "true" ? [{ message: "is true" }] : undefined);

function hasAllowedExtension(file, _, context) {
  if (String(file.type).toLowerCase() !== "custom" || file.bundleId) return;
  const [list] = context.path;
  const os = String(file.os).toLowerCase();
  const supported = context.documentInventory.resolved.supportedImages ?? [];
  const own = supported.find((image) => os.startsWith(image.name.toLowerCase()));
  const id = file.id.toLowerCase();
  const allowed = own?.[LISTS[list]];
  if (allowed && !allowed.some((extension) => id.endsWith(`.${extension.toLowerCase()}`))) {
    return [{ message: `allowed: ${allowed}`, path: [...context.path, "id"] }];
  }
}

const rule = (given, then) => ({ given, then, message: "{{error}}", severity: "error" });

export default {
  rules: {
    schema: rule("$", {
      function: schema,
      functionOptions: {
        allErrors: true,
        dialect: "draft2020-12",
        schema: JSON.parse(readFileSync(process.env.OSIMAGES_SCHEMA)),
      },
    }),
    "missing-winpe": rule("$.items[*].profiles[?(@.id && @.id.match(/^win/i))].readyCheck.noWinpe", { function: falsy }),
    "kiso-required": rule(
      "$.items[*].profiles[?(@.id && @.id.match(/^sles/i) && @.readyCheck.missingThinksystemKiso !== false)]" +
        ".readyCheck.requiresThinksystemKiso",
      { function: falsy },
    ),
    "placeholder-profile": rule("$.items[*].profiles[*].readyCheck.isPlaceholder", { function: isNotTrue }),
    "disallowed-extension": rule(Object.keys(LISTS).map((list) => `$.${list}[*]`), { function: hasAllowedExtension }),
    "rhels-config-flags": rule(
      ["allowCustomConfigFile", "allowCustomUnattendFile"].map((flag) => `$.supportedImages[?(@.name == 'rhels')].${flag}`),
      { function: isNotTrueText },
    ),
  },
};
