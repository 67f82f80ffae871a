//! Makes realistic answers of `GET /osImages`: the same ones for the same seed, of any size, with a
//! chosen share of known defects, and a list of the defects that were put in.
//!
//! A clean answer is built first ([`clean`]), then defects are injected in it ([`inject`]).

// Tests and benches each include this module as a private one and use a part of it.
#![allow(dead_code, unreachable_pub)]

mod clean;
mod defects;

use serde_json::Value;

/// What to generate.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The same seed gives the same answer.
    pub seed: u64,
    /// How much to generate.
    pub size: Size,
    /// The probability, from 0 to 1, that a place which could have a defect gets one. Kinds with few
    /// places in a response are injected up to thirty times as often, but at half of them at most.
    pub defect_share: f64,
    /// How the text is laid out.
    pub layout: Layout,
}

/// How large a response is to be.
#[derive(Clone, Copy, Debug)]
pub enum Size {
    /// About that many bytes of text. The least that is made is a response of three images, which
    /// takes some 20,000 bytes on one line and 35,000 indented.
    Bytes(usize),
    /// Exactly that many images.
    Images(usize),
}

/// How the text of a response is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Everything on one line, as a server sends it.
    OneLine,
    /// Indented, one value a line.
    Pretty,
}

/// A response and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The response as JSON text.
    pub text: String,
    /// Every defect that was injected, sorted by pointer, then by rule.
    pub injected: Vec<Injected>,
}

/// One defect that was injected.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Injected {
    /// The rule that has to find it.
    pub rule: &'static str,
    /// The RFC 6901 pointer at which the rule has to put its primary label.
    pub pointer: String,
    /// Which kind of defect of that rule it belongs to, or of another rule whose change causes it too.
    pub what: &'static str,
}

/// Generates a response with defects. Its text is JSON.
#[must_use]
pub fn generate(options: &Options) -> Generated {
    generate_with(options, false)
}

/// Generates a response with defects, some of them of the text itself: it is no JSON.
#[must_use]
pub fn generate_damaged(options: &Options) -> Generated {
    let Generated { text, injected } = generate_with(options, true);
    Generated { text: defects::without_markers(&text), injected }
}

fn generate_with(options: &Options, in_text: bool) -> Generated {
    let mut response = clean_response(options.seed, one_line_size(options));
    let mut injected = defects::inject(&mut response, options.seed, options.defect_share, in_text);
    injected.sort_by(|a, b| (&a.pointer, a.rule).cmp(&(&b.pointer, b.rule)));
    let text = match options.layout {
        Layout::OneLine => format!("{response}"),
        Layout::Pretty => format!("{response:#}"),
    };
    Generated { text, injected }
}

/// Every kind of defect that is injected: the rule that has to find it, and what is injected.
pub fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    defects::kinds()
}

/// A response without defects. A size in bytes is that of its text on one line.
#[must_use]
pub fn clean_response(seed: u64, size: Size) -> Value {
    clean::response(seed, size)
}

/// The size on one line of a response that has the asked size in the asked layout.
fn one_line_size(options: &Options) -> Size {
    /// A sample of this size shows well enough how much indenting adds.
    const LARGEST_SAMPLE: usize = 1_000_000;
    match (options.size, options.layout) {
        (Size::Bytes(bytes), Layout::Pretty) => {
            let sample = clean_response(options.seed, Size::Bytes(bytes.min(LARGEST_SAMPLE)));
            let narrow = format!("{sample}").len();
            let wide = format!("{sample:#}").len();
            Size::Bytes(bytes.saturating_mul(narrow) / wide)
        }
        (size, _) => size,
    }
}
