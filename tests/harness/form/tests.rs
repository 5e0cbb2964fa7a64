use super::Form;
use crate::page::tests::page;

const PAGE: &str = r#"
<form id="photo" method="post" action="/photos/abc?n=1">
  <input type="hidden" name="_method" value="patch"><input type="hidden" name="csrf" value="s3cret">
  <input name="title" value="Harbour"><input name="off" value="x" disabled>
  <fieldset disabled><input name="also-off"></fieldset>
  <textarea name="caption">
One
two</textarea>
  <input name="alt" value="first"><input name="alt" value="second">
  <input type="checkbox" name="sale" value="yes" checked><input type="checkbox" name="ads">
  <input type="radio" name="visibility" value="public"><input type="radio" name="visibility" value="private" checked>
  <select name="license"><option value="">None</option><option selected>CC-BY</option></select>
  <select name="album"><option value="a">A</option><option value="b">B</option></select>
  <button type="button" name="no">x</button>
  <button name="do" value="save">Save</button><button name="do" value="delete" formaction="/gone">Delete</button>
</form>
<input name="tags" form="photo" value="sea"><input name="elsewhere">"#;

fn sent(form: &Form) -> String {
    form.entries()
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join("&")
}

#[test]
fn a_form_sends_what_the_page_says() {
    let form = Form::find(&page(PAGE), "#photo");
    assert_eq!(form.target().path(), "/photos/abc");
    assert!(form.post && !form.multipart);
    assert_eq!(
        sent(&form),
        "_method=patch&csrf=s3cret&title=Harbour&caption=One\r\ntwo&alt=first&alt=second\
         &sale=yes&visibility=private&license=CC-BY&album=a&do=save&tags=sea"
    );
}

#[test]
fn a_form_sends_what_was_set() {
    let form = Form::find(&page(PAGE), "#photo")
        .set("title", "Dusk")
        .set("alt", "1st")
        .set("alt", "2nd")
        .set("sale", "")
        .set("ads", "on")
        .set("visibility", "public")
        .set("album", "b")
        .set("do", "delete");
    assert_eq!(form.target().path(), "/gone");
    assert_eq!(form.values("alt"), ["1st", "2nd"]);
    assert_eq!(
        sent(&form),
        "_method=patch&csrf=s3cret&title=Dusk&caption=One\r\ntwo&alt=1st&alt=2nd\
         &ads=on&visibility=public&license=CC-BY&album=b&do=delete&tags=sea"
    );
}

#[test]
fn what_a_form_does_not_offer_cannot_be_sent() {
    let form = Form::find(&page(PAGE), "form");
    for (name, value) in
        [("elsewhere", "x"), ("off", "x"), ("also-off", "x"), ("visibility", "secret"), ("no", "")]
    {
        let form = form.clone();
        let set = std::panic::catch_unwind(move || form.set(name, value));
        assert!(set.is_err(), "{name}={value}");
    }
}

#[test]
fn files_go_into_file_fields() {
    let upload = "<form method=post enctype=multipart/form-data><input name=file type=file multiple><input name=title></form>";
    let form = Form::find(&page(upload), "form");
    assert!(form.multipart);
    assert_eq!(form.values("file"), [""]);
    let form =
        form.attach("file", "a.jpg", "image/jpeg", "a").attach("file", "b.jpg", "image/jpeg", "b");
    assert_eq!(form.values("file"), ["a.jpg", "b.jpg"]);
}

#[test]
fn a_method_field_that_rocket_overlooks_is_a_fault() {
    let found = std::panic::catch_unwind(|| {
        Form::find(
            &page("<form method=post><input name=a><input name=_method value=put></form>"),
            "form",
        )
    });
    let said = found.unwrap_err().downcast::<String>().unwrap();
    assert!(said.contains("Rocket will not see its _method"), "{said}");
}
