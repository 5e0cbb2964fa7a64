//! The same use in Chinese.

use harness::{Visitor, pictures};

use crate::people::{address_of, register, sign_in, upload_form};
use crate::stack::{Stack, World};

on_both_stacks!(
    the_whole_use_in_chinese,
    the_language_is_what_the_browser_wishes_until_it_is_chosen
);

async fn the_whole_use_in_chinese(stack: Stack) {
    // Init: one press in the foot of a page.
    let world = World::start(stack).await;
    let mut chen = world.site.visitor();
    chen.get("/register").await.expect(200);
    let page = chen.submit("form[action='/language']", &[("lang", "zh-CN")]).await.expect(200);
    assert_eq!(page.path(), "/register", "one stays where one was");
    assert_eq!(page.attr("html", "lang"), "zh-CN");
    assert_eq!(page.text(".flash"), "网站现在会用中文与你交流。");

    // Verify: a member is made, posts, talks and leaves in it.
    joins(&world, &mut chen).await;
    posts_talks_and_deletes(&mut chen).await;
    leaves_and_comes_back(&mut chen).await;
}

/// With errors first; then comes the letter, and the confirmation.
async fn joins(world: &World, chen: &mut Visitor) {
    let typed = [("username", "a b"), ("email", "x"), ("password", "1")];
    let page = chen.submit("form[action='/register']", &typed).await.expect(422);
    assert_eq!(page.text("#email-error"), "这看起来不是电子邮件地址。");
    assert_eq!(page.text("#password-error"), "长度须在 8 到 256 个字符之间。");
    let page = register(chen, "chen").await.expect(200);
    assert!(page.text(".flash").starts_with("欢迎！"));
    let letter = world.letters().letter_to(&address_of("chen")).await;
    assert_eq!(letter.subject, "请确认你在 Tintype 使用的邮箱地址");
    assert!(letter.text.contains("打开上面的链接"));
    chen.get(&letter.link()).await.expect(200);
    let page = chen.submit("form[action='/verify']", &[]).await.expect(200);
    assert_eq!(page.text(".flash"), "邮箱已确认，现在可以发布照片了。");
}

async fn posts_talks_and_deletes(chen: &mut Visitor) {
    let form = upload_form(chen, pictures::jpeg(90, 60, 1))
        .set("title", "湖边的清晨")
        .set("tags", "湖，清晨");
    let page = chen.send(form).await.expect(200);
    assert_eq!(
        (page.text("h1").as_str(), page.text(".flash").as_str()),
        ("湖边的清晨", "照片已经挂上墙了。")
    );
    assert!(page.text(".by time").contains('年'), "{}", page.text(".by time"));
    let path = page.path();
    let page = chen.submit(".talk__form", &[("body", "真美！")]).await.expect(200);
    assert_eq!(page.text("#comments .comment__body"), "真美！");
    assert_eq!(page.text("#comments .comment__edit"), "编辑");
    let page = chen.follow(".tags a").await.expect(200);
    assert_eq!((page.path().as_str(), page.text("h1").as_str()), ("/tags/%E6%B9%96", "#湖"));
    chen.get(&path).await.expect(200);
    let page = chen.submit("form[data-act='photo-delete']", &[]).await.expect(200);
    assert_eq!(page.text(".flash"), "照片及其图片已删除。");
    chen.get(&path).await.expect(410);
    assert_eq!(chen.page().attr("html", "lang"), "zh-CN", "problems, too");
    assert!(chen.page().shows("回去看照片"));
}

/// Out, in, and back to English.
async fn leaves_and_comes_back(chen: &mut Visitor) {
    chen.get("/").await.expect(200);
    let page = chen.submit("form[action='/logout']", &[]).await.expect(200);
    assert_eq!(page.text(".flash"), "你已退出登录。");
    chen.get("/login").await.expect(200);
    assert_eq!(sign_in(chen, "chen").await.expect(200).text(".flash"), "你已登录。");
    let page = chen.submit("form[action='/language']", &[("lang", "en")]).await.expect(200);
    assert_eq!(
        (page.attr("html", "lang").as_str(), page.text(".bar__link")),
        ("en", "New".to_owned())
    );
}

async fn the_language_is_what_the_browser_wishes_until_it_is_chosen(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let mut visitor = world.site.visitor();
    let wish = |visitor: &Visitor| {
        let request = visitor.request(harness::Method::GET, "/");
        request.header("Accept-Language", "fr, zh-TW;q=0.8, en;q=0.5")
    };

    // Verify: wished for, then chosen.
    let page = visitor.exchange(wish(&visitor)).await.expect(200);
    assert_eq!(page.attr("html", "lang"), "zh-CN");
    assert!(page.header("vary").is_some_and(|it| it.contains("Accept-Language")));
    visitor.get("/").await.expect(200);
    visitor.submit("form[action='/language']", &[("lang", "en")]).await.expect(200);
    let page = visitor.exchange(wish(&visitor)).await.expect(200);
    assert_eq!(page.attr("html", "lang"), "en");
}
