#![no_main]

libfuzzer_sys::fuzz_target!(
    init: osready_fuzz::seeds::write_if_asked("reader"),
    |data: &[u8]| osready_fuzz::reader::run(data)
);
