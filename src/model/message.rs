//! Messages of the server about the request.

use crate::json::{Kind, Value};

use super::{Text, names};

/// The severity of a message, given by the last letter of its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// `I`.
    Information,
    /// `F` and `G`.
    Warning,
    /// `H` and `J`.
    Minor,
    /// `K` to `N`.
    Worse,
}

/// A message of the server (`messages[]`).
#[derive(Clone, Copy, Debug)]
pub struct Message<'a>(pub Value<'a>);

impl<'a> Message<'a> {
    /// Returns the id, such as `FQXHMFC0003M` (`messages[].id`).
    #[must_use]
    pub fn id(self) -> Option<Text<'a>> {
        self.text_of(names::ID)
    }

    /// Returns the text (`messages[].text`).
    #[must_use]
    pub fn text(self) -> Option<Text<'a>> {
        self.text_of(names::TEXT)
    }

    /// Returns the explanation (`messages[].explanation`).
    #[must_use]
    pub fn explanation(self) -> Option<Text<'a>> {
        self.text_of(names::EXPLANATION)
    }

    /// Returns the recovery steps with their links (`messages[].recovery`, an object or an array of
    /// objects).
    pub fn recovery(self) -> impl Iterator<Item = (Option<Text<'a>>, Option<Text<'a>>)> {
        objects(self.0.get(names::RECOVERY)).map(|step| {
            let of = |name| Text::member(step, name).filter(|text| !text.trim().is_empty());
            (of(names::TEXT), of(names::URL))
        })
    }

    /// Returns the severity. An id is `FQX`, `HM`, two letters, four digits, and the severity letter.
    #[must_use]
    pub fn severity(self) -> Option<Severity> {
        let id = self.id()?;
        let rest = id.strip_prefix("FQXHM")?.as_bytes();
        let [a, b, digits @ .., letter] = rest else { return None };
        let is_id = a.is_ascii_uppercase()
            && b.is_ascii_uppercase()
            && digits.len() == 4
            && digits.iter().all(u8::is_ascii_digit);
        match letter {
            _ if !is_id => None,
            b'I' => Some(Severity::Information),
            b'F' | b'G' => Some(Severity::Warning),
            b'H' | b'J' => Some(Severity::Minor),
            b'K'..=b'N' => Some(Severity::Worse),
            _ => None,
        }
    }

    fn text_of(self, name: crate::json::KeyId) -> Option<Text<'a>> {
        Text::member(self.0, name).filter(|text| !text.trim().is_empty())
    }
}

/// Returns the messages in `value`, an object or an array of objects.
pub(super) fn messages(value: Option<Value<'_>>) -> impl Iterator<Item = Message<'_>> {
    objects(value).map(Message)
}

fn objects(value: Option<Value<'_>>) -> impl Iterator<Item = Value<'_>> {
    let all = value.into_iter().chain(value.into_iter().flat_map(Value::elements));
    all.filter(|value| value.kind() == Kind::Object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::read;

    #[test]
    fn severity_is_last_letter_of_id() {
        for (id, severity) in [
            ("FQXHMFC0001I", Some(Severity::Information)),
            ("FQXHMFC0001F", Some(Severity::Warning)),
            ("FQXHMFC0001G", Some(Severity::Warning)),
            ("FQXHMFC0001H", Some(Severity::Minor)),
            ("FQXHMFC0001J", Some(Severity::Minor)),
            ("FQXHMFC0003K", Some(Severity::Worse)),
            ("FQXHMFC0003M", Some(Severity::Worse)),
            ("FQXHMFC0003N", Some(Severity::Worse)),
            ("FQXHMFC0003Z", None),
            ("FQXHMfC0003M", None),
            ("FQXHMFc0003M", None),
            ("FQXHMFC003M", None),
            ("FQXHMFC00x3M", None),
            ("FQXHMM", None),
            ("0003M", None),
        ] {
            let text = format!("{{\"id\": \"{id}\"}}");
            let tree = read(&text, names::interner()).unwrap();
            assert_eq!(tree.root().map(Message).unwrap().severity(), severity, "{id}");
        }
    }
}
