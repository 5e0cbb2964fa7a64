//! What search engines want to know of a picture: `ImageObject` of schema.org, as JSON-LD.

use crate::licenses;
use rocket_dyn_templates::tera::{Error, Result};
use serde_json::{Value, json};
use std::collections::HashMap;

/// `image_object(page=page, url=site.url, title=…, lang=lang)`: the pictures of a photo as JSON that may stand in a page.
pub(crate) fn function(args: &HashMap<String, Value>) -> Result<Value> {
    let text = |name: &str| args.get(name).and_then(Value::as_str);
    let (Some(page), Some(url), Some(title)) = (args.get("page"), text("url"), text("title"))
    else {
        return Err(Error::msg("`image_object` takes a page, a url and a title"));
    };
    let images = page.get("images").and_then(Value::as_array);
    let all: Vec<_> =
        images.into_iter().flatten().map(|it| object(page, it, (url, title))).collect();
    Ok(Value::String(inert(&json!({ "@context": "https://schema.org", "@graph": all }))))
}

fn object(page: &Value, image: &Value, (root, title): (&str, &str)) -> Value {
    let said = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).map(str::to_owned);
    let absolute = |path: Option<String>| path.map(|it| format!("{root}{it}"));
    let author = page.get("author").unwrap_or(&Value::Null);
    let (name, here) = (said(author, "display_name"), absolute(said(page, "url")));
    let license = said(page, "license");
    let year: String = said(page, "created_at").unwrap_or_default().chars().take(4).collect();
    let notice = match license.as_deref() {
        Some("CC0-1.0") => "CC0 1.0".to_owned(),
        _ => format!("© {year} {}", name.as_deref().unwrap_or_default()),
    };
    let small = image.get("variants").and_then(|it| it.get(0)).and_then(|it| said(it, "url"));
    let mut object = json!({
        "@type": "ImageObject",
        "name": title,
        "url": here,
        "contentUrl": absolute(said(image, "url")),
        "thumbnailUrl": absolute(small),
        "width": image.get("width"),
        "height": image.get("height"),
        "description": said(image, "alt").filter(|it| !it.is_empty()),
        "keywords": page.get("tags"),
        "datePublished": said(page, "created_at"),
        "dateModified": said(page, "edited_at"),
        "creator": { "@type": "Person", "name": name, "url": absolute(said(author, "url")) },
        "creditText": name,
        "copyrightNotice": notice,
        "license": license.as_deref().map(licenses::address),
        // Whoever wants more than the licence gives asks its author, who is named there.
        "acquireLicensePage": here,
    });
    if let Some(object) = object.as_object_mut() {
        object.retain(|_, value| !value.is_null());
    }
    object
}

/// JSON in which nothing means anything to HTML: it cannot end the element it stands in.
fn inert(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_title_ends_the_script() {
        let page = json!({
            "url": "/photos/x", "created_at": "2024-05-01T00:00:00Z", "license": "CC-BY-4.0",
            "author": { "display_name": "</script><b>", "url": "/@ada" },
            "images": [{ "url": "/media/a/b", "alt": "<!--", "width": 1, "height": 2 }],
        });
        let args = [("page", page), ("url", json!("https://a.example")), ("title", json!("&"))];
        let args = args.map(|(name, value)| (name.to_owned(), value)).into();
        let said = function(&args).expect("is drawn");
        let said = said.as_str().expect("a text");
        assert!(!said.contains(['<', '>', '&']), "{said}");
        let read: Value = serde_json::from_str(said).expect("is JSON all the same");
        let image = &read["@graph"][0];
        assert_eq!(image["creditText"], "</script><b>");
        assert_eq!(image["contentUrl"], "https://a.example/media/a/b");
        assert_eq!(image["license"], "https://creativecommons.org/licenses/by/4.0/");
        assert_eq!(image["copyrightNotice"], "© 2024 </script><b>");
    }
}
