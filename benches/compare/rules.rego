# The schema and the first five rules, each violation as "rule pointer". Only what the comparison needs:
# no words, no levels.
package osimages

import rego.v1

lists := {
	"bootFiles": "allowedBootFileExtension",
	"customConfigFiles": "allowedConfigFileExtension",
	"driverFiles": "allowedDriverFileExtension",
	"installScriptFiles": "allowedScriptFileExtension",
	"softwareFiles": "allowedSoftwareFileExtension",
	"unattendFiles": "allowedUnattendFileExtension",
}

violations contains concat(" ", ["schema", json.marshal(error)]) if {
	[fits, errors] := json.match_schema(input, data.schema)
	not fits
	some error in errors
}

violations contains of_profile("missing-winpe", i, p, "noWinpe") if {
	some i, image in input.items
	some p, profile in image.profiles
	profile.readyCheck.noWinpe == true
	startswith(lower(profile.id), "win")
}

violations contains of_profile("kiso-required", i, p, "requiresThinksystemKiso") if {
	some i, image in input.items
	some p, profile in image.profiles
	profile.readyCheck.requiresThinksystemKiso == true
	object.get(profile.readyCheck, "missingThinksystemKiso", true) != false
	startswith(lower(profile.id), "sles")
}

violations contains of_profile("placeholder-profile", i, p, "isPlaceholder") if {
	some i, image in input.items
	some p, profile in image.profiles
	profile.readyCheck.isPlaceholder == true
}

violations contains sprintf("disallowed-extension /%s/%d/id", [list, n]) if {
	some list, extensions in lists
	some n, file in input[list]
	lower(file.type) == "custom"
	object.get(file, "bundleId", "") == ""
	some supported in input.supportedImages
	startswith(lower(file.os), lower(supported.name))
	allowed := supported[extensions]
	not has_one(file.id, allowed)
}

violations contains sprintf("rhels-config-flags /supportedImages/%d/%s", [n, flag]) if {
	some n, supported in input.supportedImages
	lower(supported.name) == "rhels"
	some flag in ["allowCustomConfigFile", "allowCustomUnattendFile"]
	supported[flag] == "true"
}

of_profile(rule, i, p, flag) := sprintf("%s /items/%d/profiles/%d/readyCheck/%s", [rule, i, p, flag])

has_one(id, extensions) if {
	some extension in extensions
	endswith(lower(id), concat("", [".", lower(extension)]))
}
