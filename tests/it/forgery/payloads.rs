//! What has been used against others, or could be.

/// Characters that steer, hide, turn or break, as ranges of code points.
const FORBIDDEN: &[(u32, u32)] = &[
    // C0, DEL and C1: line ends and NEL among them.
    (0x00, 0x1f),
    (0x7f, 0x9f),
    // Soft hyphen, Arabic letter mark, fillers, Mongolian vowel separator.
    (0xad, 0xad),
    (0x61c, 0x61c),
    (0x115f, 0x1160),
    (0x180e, 0x180e),
    (0x3164, 0x3164),
    (0xffa0, 0xffa0),
    // No width, direction marks; line and paragraph separators, embeddings and overrides.
    (0x200b, 0x200f),
    (0x2028, 0x202e),
    // Word joiner, invisible operators, isolates.
    (0x2060, 0x206f),
    // Variation selectors, byte order mark, interlinear annotation, no characters at all, tags.
    (0xfe00, 0xfe0f),
    (0xfeff, 0xfeff),
    (0xfff9, 0xfffb),
    (0xfffe, 0xffff),
    (0xfdd0, 0xfdef),
    (0x1_fffe, 0x1_ffff),
    (0xe_0000, 0xe_0fff),
];

/// Whether a character may stand in no format. Line ends are the formats' own.
pub(crate) fn is_forbidden(character: char) -> bool {
    let code = character as u32;
    character != '\n' && FORBIDDEN.iter().any(|(first, last)| (*first..=*last).contains(&code))
}

/// All of them in one text, line ends too; of the tags, a few.
pub(crate) fn characters() -> String {
    let all = FORBIDDEN.iter().flat_map(|(first, last)| *first..=(*last).min(first + 0x40));
    all.filter_map(char::from_u32).flat_map(|character| ['x', character]).collect()
}

/// Texts that make terminals, runners, browsers and others do something.
pub(crate) const EXPLOITS: &[&str] = &[
    // Terminals: clear, title, link, clipboard, a file, concealed, another set of characters, C1.
    "\u{1b}[2J\u{1b}[H",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]8;;http://host.invalid\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{1b}]52;c;cm0gLXJm\u{7}",
    "\u{1b}]1337;File=name=eA==:AA\u{7}",
    "\u{1b}P1$r0m\u{1b}\\",
    "\u{1b}[8mhidden\u{1b}[0m",
    "\u{9b}31mred",
    "\u{e}\u{f}",
    "failed\rpassed",
    "failed\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}passed",
    "one\u{b}two\u{c}three\u{85}four\u{2028}five\u{2029}six",
    // What a person reads is not what stands there.
    "\u{202e}drowssap\u{2066}x\u{2069}",
    "ad\u{200b}min\u{2060}\u{feff}",
    "\u{e0041}\u{e0042}",
    // GitHub's workflow commands.
    "::error::forged",
    "\n::error::forged",
    "\r\n  ::set-output name=a::b",
    "\n\t::add-mask::a",
    "\u{2028}::stop-commands::token",
    "::set-env name=PATH::/tmp",
    "%0A::error::forged%0D%0A",
    "a,line=9,title=forged::b",
    "%3A%3A %2C",
    // Azure, TeamCity, GitLab, Travis, Jenkins.
    "##[error]forged",
    "##vso[task.setvariable variable=a]b",
    "###[section]forged",
    "##teamcity[buildStatus status='SUCCESS' text='forged']",
    "section_start:1:forged[collapsed=true]\r\u{1b}[0Khead",
    "section_end:1:forged\r\u{1b}[0K",
    "travis_fold:start:forged\r\u{1b}[0K",
    "\u{1b}[8mha:AAAAforged\u{1b}[0m",
    // HTML.
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</pre></details></main><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' onfocus='alert(1)' autofocus='",
    "<svg/onload=alert(1)>",
    "<!-- ",
    " --><b>",
    "</style></title></textarea>",
    "<meta http-equiv=refresh content=0;url=//host.invalid>",
    "<![CDATA[x]]>",
    "&lt;b&gt;&#x3c;i&#x3e;&amp;amp;",
    "javascript:alert(1)",
    "<!-- body -->",
    // Markdown.
    "[text](http://host.invalid)",
    "^up^ {#id .class}",
    "![text](http://host.invalid/a.png)",
    "[text][name] [name]: http://host.invalid",
    "[text]: http://host.invalid \"title\"",
    "\n[name]: http://host.invalid\n",
    "<http://host.invalid>",
    "http://host.invalid www.host.invalid",
    "a | b | c |",
    "a |\n| b | c |\n|---|---|\n\n# forged\n",
    "\\| \\",
    "trailing \\",
    "`code` ``code`` `",
    "\n```\nfence\n```\n",
    "**strong** __strong__ *weak* _weak_ ~~gone~~ ~gone~",
    "# head\n## head",
    "- [ ] task\n- [x] task",
    "> quote\n\n---\n",
    "$x$ $$y$$",
    "[^1] [^1]: note",
    "> [!NOTE]\n> forged",
    "<details><summary>a</summary>",
    "@somebody @some/team a@host.invalid",
    "#1 GH-1 :smile:",
    // XML.
    "]]>",
    "\"/><testcase name=\"forged\"/>",
    "</failure></testcase></testsuite>",
    "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>&e;",
    "<?xml version=\"1.1\"?>",
    "&#0;&#x1b;&undefined;",
    // JSON, TOML, CSV.
    "\"}],\"forged\":[{\"",
    "\\u0022,\\u0022forged\\u0022:\\u0022",
    "\"\"\"\n[levels]\nall = \"off\"",
    "=cmd|' /C calc'!A0",
    "+1+1\t=1",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    // SARIF.
    "[text](1) [text](javascript:alert(1))",
    "\\[text\\](1) \\\\[text](1)",
    "{0} {{0}} {",
    // Paths and addresses.
    "../../../etc/passwd",
    "/etc/passwd",
    "//host.invalid/share",
    "c:/windows/a.json",
    "C:\\windows\\a.json",
    "a%2e%2e%2fb?query#fragment",
    "file:///etc/passwd",
    "a b\u{fffd}xff.json",
];
