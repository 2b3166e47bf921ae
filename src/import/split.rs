//! The features of a GeoJSON text, one slice each, whatever stands in them: a bad one spoils only itself.
//!
//! A parser of JSON stops at the first wrong byte (`NaN`, a cut-off file). This one only counts brackets outside of strings,
//! and leaves each feature to the parser by itself. It takes a collection, a single feature or geometry, and features line by line.

/// The features of a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Features {
    /// Where each stands, in bytes.
    pub found: Vec<std::ops::Range<usize>>,
    /// Where the one begins that the text breaks off in.
    pub cut_off: Option<usize>,
}

/// Finds the features of a text. O(n), nothing is copied.
pub(super) fn features(text: &[u8]) -> Features {
    let mut out = Features::default();
    let mut depth = 0usize;
    // Where the object at the top began; where the features of a collection are, and where the one under way began.
    let (mut top, mut list, mut one) = (0, None, 0);
    let (mut collection, mut key_until) = (false, 0);
    let mut i = 0;
    while i < text.len() {
        match text[i] {
            b'"' => {
                let start = i + 1;
                i = end_of_string(text, start);
                if depth == 1 && text.get(start..i) == Some(b"features") {
                    key_until = i + 1;
                }
            }
            open @ (b'{' | b'[') => {
                if depth == 0 {
                    (top, list, collection) = (i, None, false);
                } else if depth == 1 && open == b'[' && key_until > 0 && text[key_until..i].iter().all(|b| b.is_ascii_whitespace() || *b == b':') {
                    (list, collection) = (Some(depth + 1), true);
                } else if list == Some(depth) {
                    one = i;
                }
                depth += 1;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if list == Some(depth) {
                    out.found.push(one..i + 1);
                } else if list.is_some_and(|l| depth + 1 == l) {
                    list = None;
                } else if depth == 0 && !collection {
                    out.found.push(top..i + 1);
                }
            }
            _ => {}
        }
        i += 1;
    }
    if depth > 0 {
        out.cut_off = Some(if collection && list.is_some_and(|l| depth > l) { one } else { text.len() });
    }
    out
}

/// The place of the quote that ends a string.
fn end_of_string(text: &[u8], mut i: usize) -> usize {
    while i < text.len() && text[i] != b'"' {
        i += if text[i] == b'\\' { 2 } else { 1 };
    }
    i.min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<&str> {
        features(text.as_bytes()).found.into_iter().map(|r| &text[r]).collect()
    }

    #[test]
    fn collections_single_features_and_lines_of_features() {
        assert_eq!(found(r#"{"type":"FeatureCollection","features":[{"a":1},{"b":[{}]}],"x":{"features":[{}]}}"#), [r#"{"a":1}"#, r#"{"b":[{}]}"#]);
        assert_eq!(found(r#"{"type":"Feature","properties":{"features":[{"a":1}]}}"#).len(), 1);
        assert_eq!(found("{\"a\":1}\n{\"a\":2}\n"), ["{\"a\":1}", "{\"a\":2}"]);
        assert_eq!(found(r#"{"features" : [ {"s":"}]{\"" } , {"n":NaN} ]}"#), [r#"{"s":"}]{\"" }"#, r#"{"n":NaN}"#]);
        assert_eq!(found(""), Vec::<&str>::new());
    }

    #[test]
    fn a_file_that_breaks_off_says_where() {
        let text = br#"{"features":[{"a":1},{"b":[1,2"#;
        let cut = features(text);
        assert_eq!((cut.found.len(), cut.cut_off), (1, Some(21)));
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken(bytes in prop::collection::vec(prop::sample::select(b"{}[]\"\\:,features 1".to_vec()), 0..200)) {
            for range in features(&bytes).found {
                prop_assert!(range.end <= bytes.len() && range.start < range.end);
            }
        }
    }
}
