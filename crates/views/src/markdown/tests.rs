use super::{html, mentions};
use std::time::{Duration, Instant};

#[track_caller]
fn becomes(text: &str, expected: &str) {
    assert_eq!(html(text), expected, "{text}");
}

#[test]
fn plain_text_is_paragraphs_with_line_breaks() {
    becomes("", "");
    becomes("a\nb\n\n\nc\n", "<p>a<br>b</p><p>c</p>");
    becomes("a  \nb\\\nc", "<p>a<br>b<br>c</p>");
    becomes("3 * 4 * 5 = 3*4*5, snake_case_name", "<p>3 * 4 * 5 = 3*4*5, snake_case_name</p>");
    becomes("    Of those\n      who wait", "<p>Of those<br>  who wait</p>");
}

#[test]
fn nothing_typed_becomes_an_element_of_its_own() {
    becomes(
        "<script>alert('x')</script> \"&\"",
        "<p>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &quot;&amp;&quot;</p>",
    );
    becomes("<b>Well\nseen</b>", "<p>&lt;b&gt;Well<br>seen&lt;/b&gt;</p>");
    becomes(
        "a <i>b</i> &lt;c&gt; &amp;",
        "<p>a &lt;i&gt;b&lt;/i&gt; &amp;lt;c&amp;gt; &amp;amp;</p>",
    );
    becomes("<div>\n\n*x*", "<p>&lt;div&gt;</p><p><em>x</em></p>");
}

#[test]
fn a_little_markdown_is_understood() {
    becomes("*a* **b** `c<d`", "<p><em>a</em> <strong>b</strong> <code>c&lt;d</code></p>");
    becomes("- a\n- *b*", "<ul><li>a</li><li><em>b</em></li></ul>");
    becomes("2. a\n3. b", "<ol start=\"2\"><li>a</li><li>b</li></ol>");
    becomes("> a\n> b\n\nc", "<blockquote><p>a<br>b</p></blockquote><p>c</p>");
    becomes("```\n<a>\n```", "<pre><code>&lt;a&gt;\n</code></pre>");
    becomes("中文*强调*中文", "<p>中文<em>强调</em>中文</p>");
}

#[test]
fn the_rest_of_it_stays_as_it_was_typed() {
    becomes("# Dawn", "<p># Dawn</p>");
    becomes("Dawn\n---", "<p>Dawn<br>---</p>");
    becomes("---", "<p>---</p>");
    becomes("a\n\n***\n\nb", "<p>a</p><p>***</p><p>b</p>");
    becomes("![x](https://a.example/b.png)", "<p>![x](https://a.example/b.png)</p>");
    becomes("|a|b|\n|-|-|\n|c|d|", "<p>|a|b|<br>|-|-|<br>|c|d|</p>");
    becomes(
        "[a]: https://b.example",
        "<p>[a]: <a href=\"https://b.example\" rel=\"ugc nofollow noopener\">https://b.example</a></p>",
    );
    becomes("` x `", "<p>` x `</p>");
}

#[test]
fn links_lead_to_the_web_and_to_letterboxes_only() {
    let link = |to: &str, said: &str| {
        format!("<p><a href=\"{to}\" rel=\"ugc nofollow noopener\">{said}</a></p>")
    };
    becomes("[*a*](https://b.example)", &link("https://b.example", "<em>a</em>"));
    becomes(
        "<https://b.example/?a=1&b=\">",
        &link("https://b.example/?a=1&amp;b=%22", "https://b.example/?a=1&amp;b=&quot;")
            .replace("%22", "&quot;"),
    );
    becomes("<ada@b.example>", &link("mailto:ada@b.example", "ada@b.example"));
    becomes("https://b.example/a_b_c", &link("https://b.example/a_b_c", "https://b.example/a_b_c"));
    for to in [
        "javascript:alert(1)",
        "JaVaScRiPt&colon;alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/logout",
        "vbscript:x",
        "\u{1}javascript:x",
    ] {
        assert!(!html(&format!("[a]({to}) <{to}>")).contains("<a "), "{to}");
    }
}

#[test]
fn people_and_tags_are_linked() {
    becomes(
        "@ada likes #Lake, `@eve` does not",
        "<p><a href=\"/@ada\">@ada</a> likes <a href=\"/tags/lake\">#Lake</a>, <code>@eve</code> does not</p>",
    );
    assert_eq!(
        mentions("@ada *@eve* `@bob` [@mo](https://a.example) @ada > @陈默"),
        ["ada", "eve", "陈默"]
    );
    let crowd = (10..40).map(|n| format!("@user{n}")).collect::<Vec<_>>().join(" ");
    assert_eq!(mentions(&crowd).len(), 10);
}

/// The elements and attributes that may be written.
fn is_allowed(html: &str) -> bool {
    let mut depth = 0_usize;
    let mut deepest = 0;
    let all = html.split('<').skip(1).all(|part| {
        let Some((tag, text)) = part.split_once('>') else { return false };
        let name = tag.split(' ').next().unwrap_or_default();
        if name.starts_with('/') {
            depth = depth.wrapping_sub(1);
        } else if name != "br" {
            depth += 1;
        }
        deepest = deepest.max(depth);
        let known = ["p", "br", "em", "strong", "code", "pre", "a", "ul", "ol", "li", "blockquote"];
        let attributes = match name {
            "a" => {
                let to = tag.strip_prefix("a href=\"").and_then(|it| it.split_once('"'));
                to.is_some_and(|(to, rel)| {
                    let outside = ["http://", "https://", "mailto:"];
                    let site =
                        ["/@", "/tags/"].iter().any(|it| to.starts_with(it)) && rel.is_empty();
                    let lower = to.to_ascii_lowercase();
                    let web = outside.iter().any(|it| lower.starts_with(it))
                        || lower.starts_with("http:")
                        || lower.starts_with("https:");
                    site || (web && rel == " rel=\"ugc nofollow noopener\"")
                })
            }
            "ol" => {
                let start = tag.strip_prefix("ol start=\"").and_then(|it| it.strip_suffix('"'));
                tag == "ol" || start.is_some_and(|it| it.bytes().all(|b| b.is_ascii_digit()))
            }
            _ => tag == name,
        };
        known.contains(&name.trim_start_matches('/')) && attributes && !text.contains('"')
    });
    all && depth == 0 && deepest <= 20
}

/// What texts are made of.
const BITS: [&str; 40] = [
    "<",
    ">",
    "*",
    "**",
    "_",
    "`",
    "```",
    "[",
    "]",
    "(",
    ")",
    "](",
    "!",
    "#",
    "@ada",
    "#tag",
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "> ",
    "    ",
    "http://a.b",
    "https://x",
    "javascript:",
    "\"",
    "'",
    "&lt;",
    "&",
    "<b>",
    "<!--",
    "-->",
    "<script>",
    "\\",
    "|",
    "---",
    "===",
    "a",
    " ",
    "é",
];

/// Whatever is typed, only these elements come of it, each of them closed.
#[test]
fn random_text_gives_allowed_markup() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for _ in 0..20_000 {
        let count = next() % 30;
        let text: String =
            (0..count).map(|_| BITS[usize::try_from(next() % 40).expect("small")]).collect();
        let html = html(&text);
        assert!(is_allowed(&html), "{text:?} became {html}");
    }
}

/// What is cheap to write and dear to read.
const HOSTILE: [&str; 36] = [
    "[",
    "]",
    ">",
    "*",
    "_",
    "**a",
    "*a ",
    "_a __b ",
    "`",
    "`a",
    "(",
    "![",
    "[a](",
    "<",
    "<a ",
    "<!--",
    "- ",
    "1. ",
    "> - ",
    "&",
    "\\",
    "@",
    "#",
    "@a.",
    "https://",
    "https://a)",
    "[a]: ",
    "\n",
    "> \n",
    "- \n ",
    "[]()",
    "<a@b.c>",
    "~",
    "```\n",
    "<?",
    "<![CDATA[",
];

/// Nothing that is as long as a body may be takes noticeably long, or goes deep.
#[test]
fn hostile_text_is_done_with_at_once() {
    for bit in HOSTILE {
        let text = bit.repeat(10_000);
        let begun = Instant::now();
        let html = html(&text);
        assert!(is_allowed(&html), "{bit:?}");
        assert!(begun.elapsed() < Duration::from_secs(2), "{bit:?} took {:?}", begun.elapsed());
    }
}
