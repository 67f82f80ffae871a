use super::*;

fn xml_fault(text: &str) -> Option<XmlFault> {
    Xml::of(text).fault
}

#[test]
fn well_formed_texts_have_no_fault() {
    for text in [
        "<a/>",
        "\u{feff}<?xml version=\"1.0\"?>\r\n<!-- b -->\r\n<a b='c'>d &amp; &#233; #macro.one#</a>\n",
        "<!DOCTYPE profile SYSTEM \"http://192.0.2.1/a.dtd\"><profile>&site;</profile>",
        "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>",
        "<a><![CDATA[ < & ]]></a><?pi x?>",
        "<été à='1'/>",
        "<a-1.b _c='x &amp; &#233; &#xE9; y' :d=\"&lt;\"><_e/></a-1.b>",
        "<a b='1' c='2' d='3' e='4' f='5' g='6' h='7' i='8' j='9' k='10'/>",
    ] {
        assert_eq!(xml_fault(text), None, "{text}");
    }
}

#[test]
fn first_fault_is_located() {
    for (text, marked, message) in [
        ("", "", "no XML element found"),
        ("é<a/>", "é", "text before the root element"),
        ("<a/>#b#", "#", "text after the root element"),
        ("<a><b></a>", "</a>", "mismatched end tag </a>"),
        ("<a><b></b><b></a>", "</a>", "expected </b>, found </a>"),
        ("<a><b>", "<b>", "this element is never closed"),
        ("<a/></b>", "</b>", "end tag without a start tag"),
        ("<a/><b/>", "<b/>", "only one root element is allowed"),
        ("<a b=c/>", "<a b=c/>", "an attribute must be written as name=\"value\""),
        ("<a b='1' b='2'/>", "<a b='1' b='2'/>", "duplicate attribute b"),
        ("<a>x &b; y</a>", "&", BARE_AMPERSAND),
        ("<a>x & y</a>", "&", BARE_AMPERSAND),
        (
            " <?xml version='1.0'?><a/>",
            "<?xml version='1.0'?>",
            "the XML declaration must be at the start of the text",
        ),
        ("<a>\u{1}</a>", "\u{1}", "character U+0001 is not allowed in XML"),
        ("<a><!-- b", "<", "this comment is never closed"),
        ("<a <b/>", "<a <b/>", "an attribute must be written as name=\"value\""),
        ("\n é<a/>", "é", "text before the root element"),
        ("<![CDATA[b]]><a/>", "<![CDATA[b]]>", "text outside the root element"),
        ("&amp;<a/>", "&", "text outside the root element"),
        ("<a>bcd ]]> e</a>", "]", "]]> in a text: write it as ]]&gt;"),
        ("<1a/>", "<1a/>", "invalid element name"),
        ("<a$b/>", "<a$b/>", "invalid element name"),
        ("<a 1b='c'/>", "<a 1b='c'/>", "invalid attribute name"),
        ("<a b='c < d'/>", "<a b='c < d'/>", "attribute b contains a <: write it as &lt;"),
        (
            "<a/><!DOCTYPE a>",
            "<!DOCTYPE a>",
            "only one DOCTYPE is allowed, before the root element",
        ),
        (
            "<!DOCTYPE a><!DOCTYPE b><a/>",
            "<!DOCTYPE b>",
            "only one DOCTYPE is allowed, before the root element",
        ),
        ("<!DOCTYPE ><a/>", ">", "a DOCTYPE without a name"),
        ("<a><!-- b -- c --></a>", "-", "a comment must not contain two consecutive hyphens"),
        ("<a>\u{1}\u{2}</a>", "\u{1}", "character U+0001 is not allowed in XML"),
        ("<a>\u{1}</b>", "\u{1}", "character U+0001 is not allowed in XML"),
        ("<a></b>\u{1}", "</b>", "mismatched end tag"),
        ("<a>&#1;</a>", "&", BARE_AMPERSAND),
        ("<a b='c & d'/>", "<a b='c & d'/>", BARE_AMPERSAND),
        ("<a b='&amp; &c;'/>", "<a b='&amp; &c;'/>", BARE_AMPERSAND),
        ("<a b='&amp'/>", "<a b='&amp'/>", BARE_AMPERSAND),
        ("<a><![CDATA[ b", "<", "this CDATA section is never closed"),
        ("<!DOCTYPE a", "<", "this DOCTYPE is never closed"),
        ("<a", "<", "this tag is never closed"),
        ("<a b='c", "<", "an attribute in this tag has no closing quote"),
        ("<a/><?b", "<", "this instruction has no closing ?>"),
        (
            "<a b='1' c='2' d='3' e='4' f='5' g='6' h='7' i='8' j='9' j='10'/>",
            "<",
            "duplicate attribute j",
        ),
    ] {
        let fault = xml_fault(text).unwrap();
        assert_eq!((&text[fault.span.range()], &*fault.message), (marked, message), "{text}");
    }
}
