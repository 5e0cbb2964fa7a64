use crate::state::WebSettings;
use domain::{Arg, Message};
use i18n::Locale;
use rocket::Request;

/// The cookie that holds the language the reader chose.
pub(crate) const COOKIE: &str = "lang";

/// The reader's language: what they chose, what their browser wishes for, what the owner set.
pub(crate) fn of(request: &Request<'_>) -> &'static str {
    let chosen = || request.cookies().get(COOKIE).and_then(|it| i18n::known(it.value()));
    let wished = || request.headers().get_one("accept-language").and_then(i18n::negotiate);
    let set = || request.rocket().state::<WebSettings>().and_then(|it| i18n::known(&it.locale));
    let first = || i18n::LOCALES.first().copied();
    let found: Option<Locale> = chosen().or_else(wished).or_else(set).or_else(first);
    found.map_or("en", |it| it.tag)
}

/// `message` in the language `locale`.
pub(crate) fn say(locale: &str, message: &Message) -> String {
    let arg = |arg: &Arg| match arg {
        Arg::Number(number) => i18n::Arg::Number(*number),
        Arg::Text(text) => i18n::Arg::Text(text.clone()),
    };
    let args: Vec<_> = message.args.iter().map(|(name, it)| (*name, arg(it))).collect();
    i18n::text(locale, message.id, &args)
}
