//! Text as HTML.

use pulldown_cmark_escape::{escape_html, escape_html_body_text};

/// `text` as HTML shows it, between two tags or as the value of an attribute in quotes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Writing to a string does not fail.
    let _ = escape_html(&mut out, text);
    out
}

/// `text` as HTML shows it between two tags. Quotes stay as they are.
pub fn escape_body(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let _ = escape_html_body_text(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_html_would_read_is_escaped_and_quotes_only_where_asked() {
        assert_eq!(
            escape("a < b && \"c\" > 'd'"),
            "a &lt; b &amp;&amp; &quot;c&quot; &gt; &#39;d&#39;"
        );
        assert_eq!(escape_body("a < b && \"c\""), "a &lt; b &amp;&amp; \"c\"");
    }
}
