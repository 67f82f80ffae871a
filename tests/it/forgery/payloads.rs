//! What has been used against others, or could be.

use std::sync::LazyLock;

use regex::Regex;

/// Characters that steer, hide, turn or break, as a class of characters: more of them are escaped.
static FORBIDDEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Cn}\p{Co}\x{2800}\p{Zs}--\x20]$")
        .expect("a class")
});

/// Whether a character may stand in no format. Line ends are the formats' own.
pub(crate) fn is_forbidden(character: char) -> bool {
    let mut text = [0; 4];
    !character.is_ascii_graphic()
        && !matches!(character, ' ' | '\n')
        && FORBIDDEN.is_match(character.encode_utf8(&mut text))
}

/// One of each kind in one text, line ends too; of the many that are alike, a few.
pub(crate) fn characters() -> String {
    let mut all: Vec<char> = ('\0'..='\u{ff}').chain('\u{2000}'..='\u{206f}').collect();
    all.extend(
        ('\u{fe00}'..='\u{fe0f}').chain('\u{fff0}'..='\u{ffff}').chain('\u{e0000}'..='\u{e0040}'),
    );
    all.extend("\u{34f}\u{61c}\u{115f}\u{1160}\u{1680}\u{17b4}\u{17b5}\u{180b}\u{180e}\u{2800}\u{3000}\u{3164}".chars());
    all.extend(
        "\u{feff}\u{ffa0}\u{fdd0}\u{1fffe}\u{110bd}\u{13430}\u{1bca0}\u{1d173}\u{e0100}\u{e000}"
            .chars(),
    );
    all.retain(|character| *character == '\n' || is_forbidden(*character));
    all.into_iter().flat_map(|character| ['x', character]).collect()
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

/// What GitHub, GitLab or Azure DevOps make a link, a mention, a reference or a picture of.
pub(crate) const REFERENCES: &[&str] = &[
    "#1",
    "GH-1",
    "gh-12",
    "owner/repo#1",
    "owner#1",
    "AB#12",
    "!1",
    "group/project!1",
    "%1",
    "%v1.0",
    "%\"two words\"",
    "~1",
    "~label",
    "~\"two words\"",
    "$1",
    "group/project$1",
    "&1",
    "&amp;1",
    "&#35;1",
    "*iteration:1",
    "*iteration:\"a b\"",
    "^alert#1",
    "[vulnerability:1]",
    "[feature_flag:1]",
    "[work_item:1]",
    "[contact:a@host.invalid]",
    "[[wiki]]",
    "[cadence:1]",
    "@_user",
    "@user",
    "@a-b",
    "@org/team",
    "@all",
    "@here",
    "@<00000000-0000-0000-0000-000000000000>",
    "a@host.invalid",
    "mailto:a@host.invalid",
    "xmpp:a@host.invalid",
    "www.host.invalid",
    "WWW.HOST.INVALID",
    "http://host.invalid",
    "https://host.invalid/a_b",
    "ftp://host.invalid",
    "//host.invalid",
    "1234567",
    "deadbeef",
    "DEADBEEF",
    "0123456789abcdef0123456789abcdef01234567",
    "owner/repo@deadbeef",
    "owner@deadbeef",
    "deadbeef...cafebabe",
    "abcdefa:",
    "abcdefa,",
    ":smile:",
    ":100:",
    ":+1:",
    "[^1]",
    "[^1]: note",
    "[x]",
    "TICKET-123",
    "TICKET-abc",
    "$`x`$",
    "`#1`",
    "``#1",
    "#1`",
    "\\#1",
    "\\`#1",
    "a|#1",
    "a\\|#1",
    "(#1)",
    "#1.",
    "fix#1",
    "{+a+}",
    "{-a-}",
    "[TOC]",
    "[[_TOC_]]",
    "{{a}}",
    "/close",
    "/label",
    "==a==",
    "++a++",
    "#\u{200b}1",
    "<#1>",
    "<span>#1</span>",
    "!\\#1",
    "\u{ff03}1",
    "@\u{ff41}",
];
