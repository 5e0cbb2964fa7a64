//! Plain text as markup.

use std::fmt::Write;

/// `text` with what means something in HTML replaced, fit for content and quoted attributes.
pub fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(c),
        }
    }
    html
}

/// `text` as paragraphs (parted by empty lines) with line breaks; `http` and `https` addresses
/// become links that lend no reputation.
pub fn paragraphs(text: &str) -> String {
    let mut html = String::new();
    for paragraph in text.split("\n\n").map(str::trim).filter(|it| !it.is_empty()) {
        let lines: Vec<_> = paragraph.lines().map(linked).collect();
        let _ = write!(html, "<p>{}</p>", lines.join("<br>"));
    }
    html
}

fn linked(line: &str) -> String {
    let words: Vec<_> = line.split(' ').map(word).collect();
    words.join(" ")
}

fn word(word: &str) -> String {
    let address = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
    let rest = word.strip_prefix(address).unwrap_or_default();
    let is_link = ["https://", "http://"]
        .iter()
        .any(|scheme| address.strip_prefix(scheme).is_some_and(|host| !host.is_empty()));
    if is_link {
        let address = escape(address);
        let rest = escape(rest);
        format!("<a href=\"{address}\" rel=\"nofollow ugc noopener\">{address}</a>{rest}")
    } else {
        escape(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_becomes_markup() {
        let html = paragraphs("<script>alert('x')</script> \"&\"");
        assert_eq!(
            html,
            "<p>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &quot;&amp;&quot;</p>"
        );
    }

    #[test]
    fn empty_lines_part_paragraphs() {
        assert_eq!(paragraphs("a\nb\n\n\nc\n"), "<p>a<br>b</p><p>c</p>");
        assert_eq!(paragraphs(""), "");
    }

    #[test]
    fn addresses_become_links_and_nothing_else_does() {
        assert_eq!(
            paragraphs("see https://example.org/?a=\"b, javascript:alert(1)"),
            "<p>see <a href=\"https://example.org/?a=&quot;b\" rel=\"nofollow ugc noopener\">\
             https://example.org/?a=&quot;b</a>, javascript:alert(1)</p>"
        );
        assert_eq!(paragraphs("https://"), "<p>https://</p>");
    }
}
