#![no_main]

libfuzzer_sys::fuzz_target!(
    init: osready_fuzz::seeds::write_if_asked("rules"),
    |data: &[u8]| osready_fuzz::rules::run(data)
);
