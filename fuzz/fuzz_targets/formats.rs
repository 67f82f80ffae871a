#![no_main]

libfuzzer_sys::fuzz_target!(
    init: osready_fuzz::seeds::write_if_asked("formats"),
    |data: &[u8]| osready_fuzz::formats::run(data)
);
