//! Any TOML is a profile or a mistake that can be explained; a profile survives being printed.
#![no_main]

use certpreflight::Profile;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(profile) = Profile::parse(text) {
        let again = Profile::parse(&profile.to_toml()).expect("what was printed can be read");
        assert_eq!(again, profile);
    }
});
