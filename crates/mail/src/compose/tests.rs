use super::{Composer, Reader};
use crate::settings::{MailSettings, Transport};
use ports::{Letter, LetterKind, MailError};
use time::macros::datetime;

const URL: &str = "https://example.org/verify/aB-_3?x=1&y=2";

fn settings() -> MailSettings {
    MailSettings {
        from: "Tintype <no-reply@example.org>".to_owned(),
        site_name: "Tom & Ada's".to_owned(),
        domain: "example.org".to_owned(),
        transport: Transport::Outbox { folder: "unused".into() },
    }
}

fn composer() -> Composer {
    Composer::new(&settings()).expect("is set up")
}

fn letter(locale: &str, name: &str) -> Letter {
    Letter {
        id: "job-17.x_2".to_owned(),
        created_at: datetime!(2026-11-23 20:05:00.123456 +1),
        to: "ada@example.net".to_owned(),
        locale: locale.to_owned(),
        kind: LetterKind::VerifyEmail { name: name.to_owned(), url: URL.to_owned(), hours: 24 },
    }
}

fn test_letter() -> Letter {
    Letter { kind: LetterKind::Test, ..letter("en", "") }
}

/// The headers, the text and the HTML of a message nothing is encoded in.
fn read(letter: &Letter) -> (String, String, String) {
    let sealed = composer().compose(letter, Reader::People).expect("is composed");
    let message = String::from_utf8(sealed.bytes).expect("is text");
    assert_eq!(
        message.matches('\n').count(),
        message.matches("\r\n").count(),
        "ends all lines CRLF"
    );
    let (headers, body) = message.split_once("\r\n\r\n").expect("has a body");
    let part = |kind: &str| {
        let (_, part) = body.split_once(kind).expect("has that part");
        let (_, part) = part.split_once("\r\n\r\n").expect("has a body");
        part.split_once("\r\n--").expect("ends").0.to_owned()
    };
    // The signature's "-- " is a line of its own, and no boundary.
    let (_, text) = body.split_once("text/plain").expect("has text");
    let (_, text) = text.split_once("\r\n\r\n").expect("has a body");
    let boundary = body.lines().next().expect("starts with a boundary");
    let text = text.split_once(boundary).expect("ends").0.to_owned();
    (headers.to_owned(), text, part("text/html"))
}

#[test]
fn headers_say_who_when_and_that_nobody_should_answer() {
    let (headers, ..) = read(&letter("en", "Ada"));
    for header in [
        "Message-ID: <job-17.x_2@example.org>",
        "Date: Mon, 23 Nov 2026 19:05:00 +0000",
        "From: Tintype <no-reply@example.org>",
        "To: ada@example.net",
        "Subject: Confirm your e-mail address for Tom & Ada's",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
    ] {
        assert_eq!(
            headers.lines().filter(|line| *line == header).count(),
            1,
            "{header} in {headers}"
        );
    }
    assert!(headers.contains("Content-Type: multipart/alternative;"));
}

#[test]
fn long_ids_and_hosts_stay_in_one_piece() {
    let domain = format!("{}.example.org", "host".repeat(20));
    let composer =
        Composer::new(&MailSettings { domain: domain.clone(), ..settings() }).expect("is set up");
    let id = "0123456789".repeat(10);
    let sealed = composer.compose(&Letter { id: id.clone(), ..test_letter() }, Reader::Servers);
    let message = String::from_utf8(sealed.expect("is composed").bytes).expect("is text");
    let unfolded = message.replace("\r\n ", " ");
    assert!(unfolded.starts_with(&format!("Message-ID: <{id}@{domain}>\r\n")), "{message}");
}

#[test]
fn the_bare_link_comes_first() {
    for locale in ["en", "zh-CN"] {
        let (_, text, html) = read(&letter(locale, "Ada"));
        assert_eq!(text.lines().next(), Some(URL), "{locale}");
        let body = html.split_once("<body").expect("has a body").1;
        let link = URL.replace('/', "&#x2F;").replace('&', "&amp;").replace("&amp;#", "&#");
        let first = body.split_once("<p").expect("has a paragraph").1;
        let first = first.split_once("</p>").expect("ends").0;
        assert!(first.ends_with(&format!("<a href=\"{link}\">{link}</a>")), "{first}");
    }
}

#[test]
fn letters_are_in_the_readers_language() {
    let (_, text, html) = read(&letter("zh-CN", "小明"));
    assert!(text.contains("小明，你好！") && text.contains("24 小时"), "{text}");
    assert!(html.contains("<html lang=\"zh-CN\">") && html.contains("小明，你好！"), "{html}");

    let (_, text, html) = read(&letter("en", "Ada"));
    assert!(text.contains("Hello Ada,") && text.contains("within 24 hours"), "{text}");
    assert!(html.contains("<html lang=\"en\">"), "{html}");

    let (_, text, html) = read(&letter("\"><script>", "Ada"));
    assert!(text.contains("Hello Ada,") && html.contains("<html lang=\"en\">"), "{html}");

    let (headers, text, _) = read(&test_letter());
    assert!(headers.contains("Subject: Mail from Tom & Ada's arrives"), "{headers}");
    assert!(text.starts_with("This is a test."), "{text}");
}

#[test]
fn names_are_no_html_but_plain_text_is_plain() {
    let (_, text, html) = read(&letter("en", "<b>x</b> & {{ url }}"));
    assert!(text.contains("Hello <b>x</b> & {{ url }},"), "{text}");
    assert!(html.contains("Hello &lt;b&gt;x&lt;&#x2F;b&gt; &amp; {{ url }},"), "{html}");
    assert!(!html.contains("<b>") && html.contains("Tom &amp; Ada"), "{html}");
}

#[test]
fn html_fetches_nothing_and_bears_the_dark() {
    for letter in [letter("en", "Ada"), test_letter()] {
        let (_, _, html) = read(&letter);
        assert!(html.contains("<meta name=\"color-scheme\" content=\"light dark\">"));
        for fetched in ["<img", "<link", "<script", "src=", "url(", "@import", "background"] {
            assert!(!html.contains(fetched), "{fetched} in {html}");
        }
    }
}

#[test]
fn a_line_too_long_for_mail_is_encoded() {
    let url = format!("https://example.org/{}", "x".repeat(1000));
    let kind = LetterKind::VerifyEmail { name: "Ada".to_owned(), url: url.clone(), hours: 1 };
    let sealed = composer()
        .compose(&Letter { kind, ..letter("en", "") }, Reader::People)
        .expect("is composed");
    let message = String::from_utf8(sealed.bytes).expect("is text");
    assert!(message.lines().all(|line| line.len() <= 998));
    assert!(message.replace("=\r\n", "").contains(&url));
}

#[test]
fn servers_get_seven_bits() {
    let sealed =
        composer().compose(&letter("zh-CN", "小明"), Reader::Servers).expect("is composed");
    assert!(sealed.bytes.is_ascii());
    let english = composer().compose(&letter("en", "Ada"), Reader::Servers).expect("is composed");
    let english = String::from_utf8(english.bytes).expect("is text");
    assert!(english.contains(&format!("\r\n\r\n{URL}\r\n\r\nHello Ada,\r\n")), "{english}");
    assert_eq!(
        sealed.envelope.to().iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["ada@example.net"]
    );
    assert_eq!(
        sealed.envelope.from().map(ToString::to_string).as_deref(),
        Some("no-reply@example.org")
    );
}

#[test]
fn a_poisoned_letter_fails_for_good_and_alone() {
    let composer = composer();
    let good = letter("en", "Ada");
    let kind = |name: &str, url: &str| LetterKind::VerifyEmail {
        name: name.to_owned(),
        url: url.to_owned(),
        hours: 1,
    };
    let poisoned = [
        Letter { kind: kind("Ada\nBcc: x@y", URL), ..good.clone() },
        Letter { kind: kind("Ada\0", URL), ..good.clone() },
        Letter { kind: kind("Ada", "javascript:alert(1)"), ..good.clone() },
        Letter { kind: kind("Ada", "https://a\r\n\r\nb"), ..good.clone() },
        Letter { to: "ada".to_owned(), ..good.clone() },
        Letter { to: "ada@example.net\r\nBcc: x@y".to_owned(), ..good.clone() },
        Letter { to: "Ada\n <ada@example.net>".to_owned(), ..good.clone() },
        Letter { id: "../x".to_owned(), ..good.clone() },
        Letter { id: "a b".to_owned(), ..good.clone() },
        Letter { id: String::new(), ..good.clone() },
        Letter { created_at: datetime!(1969-12-31 23:59:59 UTC), ..good.clone() },
        Letter { created_at: datetime!(9999-12-31 23:59:59 -1), ..good.clone() },
    ];
    for letter in poisoned {
        let why = composer.compose(&letter, Reader::Servers).expect_err("is refused");
        assert!(matches!(why, MailError::Permanent(_)), "{why:?}");
    }
    composer.compose(&good, Reader::Servers).expect("the next one goes");
}

#[test]
fn a_panic_inside_the_library_is_one_letters_end() {
    // What fact 7 is about, past our own checks.
    let mut composer = composer();
    composer.from.name = Some("Tin\ntype".to_owned());
    let why = composer.compose(&test_letter(), Reader::Servers).expect_err("panics inside");
    assert!(matches!(&why, MailError::Permanent(words) if words.contains("panic")), "{why:?}");
}

#[test]
fn settings_that_will_not_do_are_named() {
    let refuse =
        |settings: MailSettings| Composer::new(&settings).expect_err("is refused").to_string();
    assert_eq!(
        refuse(MailSettings { from: "Tin\ntype <a@b>".to_owned(), ..settings() }),
        "mail.from: expected Name <user@host>"
    );
    assert!(
        refuse(MailSettings { domain: "a b".to_owned(), ..settings() }).starts_with("public_url: ")
    );
    assert!(
        refuse(MailSettings { domain: String::new(), ..settings() }).starts_with("public_url: ")
    );
}

/// One letter of each kind that has to do with passwords and addresses.
fn all_kinds(name: &str, url: &str) -> Vec<LetterKind> {
    let (name, url) = (|| name.to_owned(), || url.to_owned());
    vec![
        LetterKind::VerifyEmail { name: name(), url: url(), hours: 24 },
        LetterKind::ResetPassword { name: name(), url: url(), minutes: 60 },
        LetterKind::ConfirmChange { name: name(), url: url(), hours: 1 },
        LetterKind::AddressChanged { name: name(), undo: Some((url(), 7)) },
        LetterKind::PasswordChanged { name: name(), url: url() },
        LetterKind::AddressInUse { name: name(), url: url() },
    ]
}

#[test]
fn every_letter_says_what_it_is_for_in_both_languages() {
    let words = [
        ("Confirm your e-mail", "24 hours", "24 小时"),
        ("Choose a new password", "60 minutes", "60 分钟"),
        ("Confirm your new e-mail", "within one hour", "1 小时"),
        ("has a new e-mail address", "7 days", "7 天"),
        ("password for", "to get a new password by mail", "获取新密码"),
        ("was entered at", "they were not told", "不会得知"),
    ];
    for (kind, (subject, english, chinese)) in all_kinds("Ada <b>", URL).into_iter().zip(words) {
        for (locale, words) in [("en", english), ("zh-CN", chinese)] {
            let letter = Letter { kind: kind.clone(), ..letter(locale, "") };
            let (headers, text, html) = read(&letter);
            assert_eq!(text.lines().next(), Some(URL), "{text}");
            assert!(text.contains(words) && html.contains(words), "{locale}: {text}");
            assert!(!text.contains("mail-") && !html.contains("mail-"), "{text}");
            assert!(text.contains("Ada <b>") && html.contains("Ada &lt;b&gt;"), "{html}");
            assert!(html.contains(&format!("<html lang=\"{locale}\">")), "{html}");
            assert!(html.contains("<meta name=\"color-scheme\" content=\"light dark\">"));
            assert!(headers.contains("\r\nAuto-Submitted: auto-generated"), "{headers}");
            for fetched in ["<img", "<link", "src=", "url(", "background", "color: #"] {
                assert!(!html.contains(fetched), "{fetched} in {html}");
            }
            if locale == "en" {
                assert!(headers.replace("\r\n ", " ").contains(subject), "{headers}");
            }
        }
    }
}

#[test]
fn the_news_of_a_second_change_has_no_link() {
    let kind = LetterKind::AddressChanged { name: "Ada".to_owned(), undo: None };
    let (_, text, html) = read(&Letter { kind, ..letter("en", "") });
    assert!(text.starts_with("Hello Ada,\r\n") && text.contains("an earlier letter"), "{text}");
    assert!(!text.contains("http") && !html.contains("<a "), "{html}");
}

#[test]
fn no_kind_of_letter_carries_poison() {
    for (name, url) in
        [("Ada\nBcc: x@y", URL), ("Ada", "javascript:alert(1)"), ("Ada", "https://a\r\n\r\nb")]
    {
        for kind in all_kinds(name, url) {
            let why = composer().compose(&Letter { kind, ..letter("en", "") }, Reader::Servers);
            assert!(matches!(why, Err(MailError::Permanent(_))), "{name} {url}: {why:?}");
        }
    }
}
