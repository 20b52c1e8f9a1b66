//! Texts that several parts of the book write: HTML, and times with their units.

pub use listing::measured::thousands;

/// `text` as HTML shows it between two tags.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let _ = pulldown_cmark_escape::escape_html_body_text(&mut escaped, text);
    escaped
}

/// `text` as the value of an HTML attribute between double quotes.
pub fn attribute(text: &str) -> String {
    escape(text).replace('"', "&quot;")
}

/// The unit of a time.
#[derive(Clone, Copy)]
enum Unit {
    Seconds,
    Milliseconds,
    Microseconds,
}

/// `us` microseconds in `unit`, rounded to this many `decimals`.
fn written(us: u64, unit: Unit, decimals: usize) -> String {
    let (size, name) = match unit {
        Unit::Seconds => (1e6, "s"),
        Unit::Milliseconds => (1e3, "ms"),
        Unit::Microseconds => (1.0, "µs"),
    };
    format!("{:.decimals$} {name}", us as f64 / size)
}

/// A duration of `us` microseconds, with at most three digits until the next unit: `20 ms`, `3.00 s`.
pub fn duration(us: u64) -> String {
    match us {
        1_000_000.. => written(us, Unit::Seconds, 2),
        10_000.. => written(us, Unit::Milliseconds, 0),
        1_000.. => written(us, Unit::Milliseconds, 1),
        _ => written(us, Unit::Microseconds, 0),
    }
}

/// A moment, `us` microseconds after the start, on an axis with a mark every `step` microseconds: as exact as
/// the marks are.
pub fn moment_on_axis(us: u64, step: u64) -> String {
    let (unit, size) = match step {
        100_000.. => (Unit::Seconds, 1_000_000),
        100.. => (Unit::Milliseconds, 1_000),
        _ => (Unit::Microseconds, 1),
    };
    written(us, unit, usize::from(!step.is_multiple_of(size)))
}

/// A moment, `us` microseconds after the start, in a sentence: to the hundredth of a second, or within the first
/// second in whole milliseconds that have passed.
pub fn moment(us: u64) -> String {
    if us >= 1_000_000 {
        written(us, Unit::Seconds, 2)
    } else {
        written(us - us % 1_000, Unit::Milliseconds, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_for_where_it_is_shown() {
        assert_eq!(
            escape("a < b && \"c\" > 'd'"),
            "a &lt; b &amp;&amp; \"c\" &gt; 'd'"
        );
        assert_eq!(attribute("\"a\" & <b>"), "&quot;a&quot; &amp; &lt;b&gt;");
    }

    #[test]
    fn a_duration_has_three_digits_at_most() {
        let written = [0, 999, 1_000, 9_940, 20_400, 999_400, 1_000_000, 3_001_000].map(duration);
        let expected = [
            "0 µs", "999 µs", "1.0 ms", "9.9 ms", "20 ms", "999 ms", "1.00 s", "3.00 s",
        ];
        assert_eq!(written, expected);
    }

    #[test]
    fn a_moment_on_an_axis_is_as_exact_as_its_marks() {
        assert_eq!(moment_on_axis(1_500_000, 500_000), "1.5 s");
        assert_eq!(moment_on_axis(2_000_000, 1_000_000), "2 s");
        assert_eq!(moment_on_axis(20_000, 10_000), "20 ms");
        assert_eq!(moment_on_axis(200, 50), "200 µs");
    }

    #[test]
    fn a_moment_in_a_sentence_is_one_that_has_passed() {
        assert_eq!(
            [moment(0), moment(1_999), moment(1_004_000)],
            ["0 ms", "1 ms", "1.00 s"]
        );
    }
}
