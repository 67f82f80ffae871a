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
fn the_first_fault_is_found_where_it_is() {
    for (text, marked, message) in [
        ("", "", "there is no XML element in it"),
        ("é<a/>", "é", "text before the outermost element"),
        ("<a/>#b#", "#", "text after the end of the outermost element"),
        ("<a><b></a>", "</a>", "another end tag is expected here, not </a>"),
        ("<a><b></b><b></a>", "</a>", "</b> is expected here, not </a>"),
        ("<a><b>", "<b>", "this element is never closed"),
        ("<a/></b>", "</b>", "this end tag closes nothing"),
        ("<a/><b/>", "<b/>", "a second outermost element"),
        ("<a b=c/>", "<a b=c/>", "an attribute is not written as name=\"value\""),
        ("<a b='1' b='2'/>", "<a b='1' b='2'/>", "the attribute b stands twice"),
        ("<a>x &b; y</a>", "&", "an & that begins no known entity, to be written as &amp;"),
        ("<a>x & y</a>", "&", "an & that begins no known entity, to be written as &amp;"),
        (
            " <?xml version='1.0'?><a/>",
            "<?xml version='1.0'?>",
            "the XML declaration must be the very first thing",
        ),
        ("<a>\u{1}</a>", "\u{1}", "XML has no character U+0001"),
        ("<a><!-- b", "<", "this comment is never closed"),
        ("<a <b/>", "<a <b/>", "an attribute is not written as name=\"value\""),
        ("\n é<a/>", "é", "text before the outermost element"),
        ("<![CDATA[b]]><a/>", "<![CDATA[b]]>", "text outside of the outermost element"),
        ("&amp;<a/>", "&", "text outside of the outermost element"),
        ("<a>bcd ]]> e</a>", "]", "]]> must be written as ]]&gt; here"),
        ("<1a/>", "<1a/>", "this is no name of an element"),
        ("<a$b/>", "<a$b/>", "this is no name of an element"),
        ("<a 1b='c'/>", "<a 1b='c'/>", "this is no name of an attribute"),
        ("<a b='c < d'/>", "<a b='c < d'/>", "the attribute b holds a <, to be written as &lt;"),
        ("<a/><!DOCTYPE a>", "<!DOCTYPE a>", "a DOCTYPE must come once, before all elements"),
        (
            "<!DOCTYPE a><!DOCTYPE b><a/>",
            "<!DOCTYPE b>",
            "a DOCTYPE must come once, before all elements",
        ),
        ("<!DOCTYPE ><a/>", ">", "a DOCTYPE without a name"),
        ("<a><!-- b -- c --></a>", "-", "a comment may not hold two hyphens in a row"),
        ("<a>\u{1}\u{2}</a>", "\u{1}", "XML has no character U+0001"),
        ("<a>\u{1}</b>", "\u{1}", "XML has no character U+0001"),
        ("<a></b>\u{1}", "</b>", "another end tag is expected here"),
        ("<a>&#1;</a>", "&", BARE_AMPERSAND),
        ("<a b='c & d'/>", "<a b='c & d'/>", BARE_AMPERSAND),
        ("<a b='&amp; &c;'/>", "<a b='&amp; &c;'/>", BARE_AMPERSAND),
        ("<a b='&amp'/>", "<a b='&amp'/>", BARE_AMPERSAND),
        ("<a><![CDATA[ b", "<", "this CDATA section is never closed"),
        ("<!DOCTYPE a", "<", "this DOCTYPE is never closed"),
        ("<a", "<", "this tag is never closed"),
        ("<a b='c", "<", "an attribute in this tag lacks its closing quote"),
        ("<a/><?b", "<", "this instruction lacks its closing ?>"),
        (
            "<a b='1' c='2' d='3' e='4' f='5' g='6' h='7' i='8' j='9' j='10'/>",
            "<",
            "the attribute j stands twice",
        ),
    ] {
        let fault = xml_fault(text).unwrap();
        assert_eq!((&text[fault.span.range()], &*fault.message), (marked, message), "{text}");
    }
}
