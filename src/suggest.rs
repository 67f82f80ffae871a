//! Suggestions for misspelled words: "did you mean …?".

/// The minimum similarity of a suggestion, from 0 to 1.
const MIN_SIMILARITY: f64 = 0.75;

/// The maximum length of a word that is compared, in bytes.
const MAX_BYTES: usize = 200;

/// Returns the candidate that is most similar to `wanted`, if one is similar enough. Ignores case.
#[must_use]
pub fn nearest<W: AsRef<str>>(wanted: &str, candidates: impl IntoIterator<Item = W>) -> Option<W> {
    ranked(wanted, candidates).into_iter().next()
}

/// Returns the candidates that are similar enough to `wanted`, the most similar ones first and then in their order.
/// Ignores case.
#[must_use]
pub fn ranked<W: AsRef<str>>(wanted: &str, candidates: impl IntoIterator<Item = W>) -> Vec<W> {
    if wanted.len() > MAX_BYTES {
        return Vec::new();
    }
    let wanted = wanted.to_lowercase();
    let mut similar: Vec<(f64, W)> = candidates
        .into_iter()
        .filter(|candidate| candidate.as_ref().len() <= MAX_BYTES)
        .map(|word| (strsim::jaro_winkler(&wanted, &word.as_ref().to_lowercase()), word))
        .filter(|(similarity, _)| *similarity >= MIN_SIMILARITY)
        .collect();
    similar.sort_by(|left, right| right.0.total_cmp(&left.0));
    similar.into_iter().map(|(_, word)| word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_similar_word_is_suggested_if_it_is_similar_enough() {
        let words = ["missing-winpe", "missing-packages", "syntax"];
        assert_eq!(nearest("mising-WinPE", words), Some("missing-winpe"));
        assert_eq!(ranked("missing-packets", words), ["missing-packages", "missing-winpe"]);
        assert_eq!(nearest("unrelated", words), None);
        assert_eq!(nearest("", words), None);
    }

    #[test]
    fn long_words_are_not_compared() {
        let wanted = |length: usize| format!("{:x<length$}", "incompatible-with-thinksystem");
        let candidates = ["missing-winpe", "incompatible-with-thinksystem"];
        assert_eq!(nearest(&wanted(200), candidates), Some("incompatible-with-thinksystem"));
        assert_eq!(nearest(&wanted(201), candidates), None);
    }
}
