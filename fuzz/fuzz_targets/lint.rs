#![no_main]

libfuzzer_sys::fuzz_target!(
    init: osready_fuzz::seeds::write_if_asked("lint"),
    |data: &[u8]| osready_fuzz::lint::run(data)
);
