use std::path::Path;

use super::*;

/// A page with a script, two colours and a console that complains.
const PAGE: &str = "data:text/html;charset=utf-8,<!doctype html><meta name=viewport content='width=device-width'>
<title>Try</title><style>body{background:rgb(255,255,255)} @media (prefers-color-scheme:dark){body{background:rgb(0,0,0)}}</style>
<h1>still</h1><input id=name value=old><input id=file type=file><button onclick=\"
h.textContent='Hello '+document.getElementById('name').value;console.error('oh no')\">Go</button><p id=h></p>
<div id=knob style='width:60px;height:60px' onpointerdown='this.from=event.clientX'>o</div>
<script>onpointerup=e=>{let k=document.getElementById('knob');if(k.from)k.textContent=e.clientX-k.from}</script>
<script>document.querySelector('h1').textContent='scripted';setTimeout(()=>{let b=document.createElement('b');
document.body.append(b)},300)</script>";

#[tokio::test]
async fn a_page_on_a_phone_can_be_used() {
    let browser = Browser::builder(360, 740).dark(true).start().await;
    browser.goto(PAGE).await;
    assert_eq!(
        browser.eval("return [window.innerWidth, window.innerHeight]", vec![]).await,
        json!([360, 740])
    );
    assert_eq!(browser.title().await, "Try");
    assert_eq!(browser.text("h1").await, "scripted");
    let colour =
        browser.eval("return getComputedStyle(document.body).backgroundColor", vec![]).await;
    assert_eq!(colour, "rgb(0, 0, 0)");

    browser.fill("#name", "Ada").await;
    browser.attach("#file", "a.txt", b"text").await;
    assert_eq!(browser.console_errors().await, [""; 0]);
    browser.click("button").await;
    assert_eq!(browser.text("#h").await, "Hello Ada");
    assert!(browser.console_errors().await[0].contains("oh no"));
    browser.wait_for("b", PATIENCE).await;
    browser.drag("#knob", 137).await;
    assert_eq!(browser.text("#knob").await, "137");
    assert!(!browser.has("i").await);

    let picture = image::open(browser.shot("harness-phone").await).unwrap();
    assert_eq!((picture.width(), picture.height()), (360, 740));
}

#[tokio::test]
async fn a_page_may_be_without_scripts() {
    let browser = Browser::builder(1280, 800).javascript(false).start().await;
    browser.goto(PAGE).await;
    assert_eq!(browser.text("h1").await, "still");
    assert_eq!(browser.eval("return window.innerWidth", vec![]).await, 1280);
    browser.click("button").await;
    assert_eq!(browser.text("#h").await, "");
}

#[tokio::test]
async fn nothing_is_left_of_a_browser() {
    let browser = Browser::start(800, 600).await;
    let profile = browser.folder.path().to_owned();
    assert!(!processes_with(&profile).is_empty());
    drop(browser);
    let end = Instant::now() + PATIENCE;
    while !processes_with(&profile).is_empty() {
        assert!(Instant::now() < end, "{:?} live on", processes_with(&profile));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(!profile.exists());
}

/// The command lines that mention the folder; a process that is dead has none.
fn processes_with(folder: &Path) -> Vec<String> {
    let folder = folder.to_str().unwrap();
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    let lines =
        entries.filter_map(|entry| std::fs::read_to_string(entry.path().join("cmdline")).ok());
    lines.filter(|line| line.contains(folder)).collect()
}
