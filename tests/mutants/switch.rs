
/// Switches mutants on, one at a time.
#[doc(hidden)]
#[allow(warnings)]
pub mod mutant_switch {
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicBool, Ordering};

    const TRACED: usize = usize::MAX;
    static ACTIVE: LazyLock<usize> = LazyLock::new(|| match std::env::var_os("MUTANT_TRACE") {
        Some(_) => TRACED,
        None => std::env::var("MUTANT").ok().and_then(|number| number.parse().ok()).unwrap_or(0),
    });
    static MET: [AtomicBool; COUNT] = [const { AtomicBool::new(false) }; COUNT];

    /// Whether the mutant is on. Where `MUTANT_TRACE` names a folder, all are off and the folder gets an
    /// empty file for each that was met: a test may have limited what can be written.
    pub fn on(number: usize) -> bool {
        if *ACTIVE == TRACED && !MET[number].swap(true, Ordering::Relaxed) {
            let folder = std::path::PathBuf::from(std::env::var_os("MUTANT_TRACE").unwrap());
            std::fs::File::create(folder.join(number.to_string())).unwrap();
        }
        *ACTIVE == number
    }

    /// What a function returns that gives an iterator, mutated or not.
    #[derive(Clone)]
    pub enum Either<L, R> {
        Mutated(L),
        Real(R),
    }
    impl<T, L: Iterator<Item = T>, R: Iterator<Item = T>> Iterator for Either<L, R> {
        type Item = T;
        fn next(&mut self) -> Option<T> {
            match self {
                Either::Mutated(iterator) => iterator.next(),
                Either::Real(iterator) => iterator.next(),
            }
        }
        fn size_hint(&self) -> (usize, Option<usize>) {
            match self {
                Either::Mutated(iterator) => iterator.size_hint(),
                Either::Real(iterator) => iterator.size_hint(),
            }
        }
    }
    impl<T, L, R> DoubleEndedIterator for Either<L, R>
    where
        L: DoubleEndedIterator<Item = T>,
        R: DoubleEndedIterator<Item = T>,
    {
        fn next_back(&mut self) -> Option<T> {
            match self {
                Either::Mutated(iterator) => iterator.next_back(),
                Either::Real(iterator) => iterator.next_back(),
            }
        }
    }
    impl<T, L, R> ExactSizeIterator for Either<L, R>
    where
        L: ExactSizeIterator<Item = T>,
        R: ExactSizeIterator<Item = T>,
    {
    }
}
