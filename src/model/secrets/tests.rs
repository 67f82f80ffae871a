use super::*;

fn found(secrets: &[Secret], text: &str) -> Vec<(String, Writing)> {
    secrets.iter().map(|secret| (text[secret.span.range()].to_owned(), secret.writing)).collect()
}

fn of(pairs: &[(&str, Writing)]) -> Vec<(String, Writing)> {
    pairs.iter().map(|(text, writing)| ((*text).to_owned(), *writing)).collect()
}

#[test]
fn finds_secrets_in_suse_and_windows_answer_files() {
    let text = "<a><user><encrypted c:type=\"boolean\">true</encrypted><user_password>abc</user_password></user>\
        <user><user_password>\n d<e&amp;f </user_password></user>\
        <user><user_password>$6$abcdefgh$ijklmnopqrstuv</user_password></user>\
        <user><user_password>#predefined.x#</user_password></user>\
        <AdministratorPassword><Value>geheim</Value><PlainText>true</PlainText></AdministratorPassword>\
        <Password><Value>Z2VoZWlt</Value><PlainText>false</PlainText></Password>\
        <Credentials><Password><![CDATA[x<y]]></Password></Credentials><Value>no</Value></a>";
    assert_eq!(
        found(&in_xml(text), text),
        of(&[
            ("abc", Writing::Hashed),
            ("d<e&amp;f", Writing::Clear),
            ("$6$abcdefgh$ijklmnopqrstuv", Writing::Hashed),
            ("geheim", Writing::Clear),
            ("Z2VoZWlt", Writing::Encoded),
            ("x<y", Writing::Clear),
        ])
    );
    let well_formed = text.replace("d<e", "d&lt;e");
    let xml = crate::model::xml::Xml::of(&well_formed);
    assert_eq!((xml.fault, xml.secrets), (None, in_xml(&well_formed)));
}

#[test]
fn finds_secrets_despite_xml_attributes_and_comments() {
    let text = "<a><!-- <pwd>no</pwd> > --><pwd b=\"x > y\">e<!-- f > -->g</pwd><?pi > ?></a>";
    let xml = crate::model::xml::Xml::of(text);
    assert_eq!(found(&xml.secrets, text), of(&[("e<!-- f > -->g", Writing::Clear)]));
}

#[test]
fn finds_secrets_in_kickstart_files() {
    let text = "# rootpw comment\nrootpw --plaintext \"two words\"\r\nrootpw --iscrypted abc\n\
        user --name=ops --password=pw1 --groups=wheel\nautopart --encrypted --passphrase pw2\n\
        rootpw #predefined.globalSettings.credentials.password#\nbootloader --password=$6$saltsalt$hashhashhash\n\
        %post\nrootpw not-a-command\n%end\nsshpw --username=root pw3\n";
    assert_eq!(
        found(&in_kickstart(text), text),
        of(&[
            ("two words", Writing::Clear),
            ("abc", Writing::Hashed),
            ("pw1", Writing::Clear),
            ("pw2", Writing::Clear),
            ("$6$saltsalt$hashhashhash", Writing::Hashed),
            ("pw3", Writing::Clear),
        ])
    );
}

#[test]
fn finds_secrets_in_settings_files() {
    let text = r#"{"name": "site", "adminPassword": "a\"b", "content": [
        {"name": "db_password", "type": "password", "value": "c", "label": "Password"},
        {"name": "port", "value": "d"}, {"name": "rootPassword", "value": ""}, {"pwd": 77}]}"#;
    let tree = crate::json::read(text, settings::interner()).unwrap();
    let mut secrets = in_json(text, &tree);
    secrets.sort_by_key(|secret| secret.span);
    let clear = Writing::Clear;
    assert_eq!(found(&secrets, text), of(&[("a\\\"b", clear), ("c", clear), ("77", clear)]));
    // A value without proper quotes is hidden entirely.
    for text in ["{\"pwd\": geheim, \"port\": 1}", "{\"pwd\": 'geheim'}", "{\"pwd\": \"geheim\n}"] {
        let tree = crate::json::read(text, settings::interner()).unwrap();
        assert_eq!(found(&in_json(text, &tree), text), of(&[("geheim", clear)]), "{text}");
    }
}

#[test]
fn finds_secrets_in_elements_with_similar_names() {
    for text in [
        "<passphrase>geheim</passphrase>",
        "<client_secret>geheim</client_secret>",
        "<_pwd>geheim</_pwd>",
        "<Password><Value><!-- a comment -->geheim</Value></Password>",
    ] {
        assert_eq!(found(&in_xml(text), text), of(&[("geheim", Writing::Clear)]), "{text}");
    }
    assert_eq!(in_xml("<a><Value>geheim</Value></a>"), []);
}

#[test]
fn finds_kickstart_passwords_among_other_words() {
    for (line, passwords) in [
        ("rootpw pw-1 more", &["pw-1"][..]),
        ("rootpw --password pw-1 pw-2 more", &["pw-1", "pw-2"]),
        ("user ops --name ops --password=pw-1 more", &["pw-1"]),
        ("lang en_US", &[]),
        ("@core --password=no-command", &[]),
        ("rootpw pw#1 # rootpw --password=no", &["pw#1"]),
        ("rootpw pw-1 # #a.b# --password=no-1", &["pw-1"]),
        ("sshpw #a.b# --password=pw-1", &["pw-1"]),
    ] {
        let secrets = in_kickstart(line);
        let found: Vec<&str> = secrets.iter().map(|secret| &line[secret.span.range()]).collect();
        assert_eq!(found, passwords, "{line}");
    }
}

#[test]
fn finds_secrets_in_malformed_xml() {
    let text = "\u{feff} <a><pwd>geheim</pwd>";
    assert_eq!(found(&secrets_in_text(text, None), text), of(&[("geheim", Writing::Clear)]));
}

#[test]
fn placeholders_are_not_secrets() {
    for text in ["", " ", "***", "true", "No", "#a.b#", "•••"] {
        assert_eq!(in_xml(&format!("<pwd>{text}</pwd>")), [], "{text}");
    }
}

#[test]
fn salted_hash_is_recognized_by_format() {
    for (text, is_one) in [
        ("$6$saltsalt$hash", true),
        ("$pbkdf2-sha256$29000$salt$hash", true),
        ("grub.pbkdf2.sha512.10000.AB", true),
        ("{SSHA}abcd", true),
        ("$6$1234567890123", true),
        ("$6$123456789012", false),
        ("$$1234567890123", false),
        ("$a b$1234567890123", false),
        ("$1234567890abcdefg$1234567890123", false),
        ("geheim", false),
    ] {
        assert_eq!(is_hash(text), is_one, "{text}");
    }
}

#[test]
fn secret_names_are_recognized() {
    let long = |len: usize| "x".repeat(len) + "password";
    for (name, is_one) in [
        ("Password", true),
        ("db_pass.phrase", true),
        ("root-pw", true),
        ("ns:UserPwd", true),
        ("client_secret", true),
        (&long(72), true),
        (&long(73), false),
        ("pw", false),
        ("passwords", false),
        ("forward", false),
        ("monkey", false),
    ] {
        assert_eq!(is_secret_name(name), is_one, "{name}");
    }
}
