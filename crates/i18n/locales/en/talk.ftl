# Talk: threads, what people are told of, and letters about it.
talk-gone = This comment is not here any more.
talk-rest =
    { $n ->
        [one] One more answer
       *[other] { $n } more answers
    }
talk-answer = Answer
talk-answer-to = Your answer to { $name }
talk-hint = *Stress*, **more stress**, [links](https://example.org), lists and > quotes work; @name calls somebody.
talk-thread = One thread
talk-back = Back to the photo
talk-later = Later answers
talk-new = Somebody has said something new.
talk-closed = The conversation is closed.
talk-close = Close the conversation
talk-open = Open the conversation again
problem-talk-closed = Its author has closed the conversation about this photo. What was said stays.
error-comments = Say “open” or “closed”.
error-notice = There is no such kind of notification.
error-digest = Say “never”, “daily” or “weekly”.

talk-notices = Notifications
talk-notices-count =
    { $n ->
        [one] Notifications, one unread
       *[other] Notifications, { $n } unread
    }
talk-notices-none = Nothing has happened yet. Whoever takes part is heard of here.
talk-notices-none-do = Look at new photos
talk-read-all = Mark all as read
flash-talk-read = All is marked as read.
talk-earlier = Earlier
talk-untitled = untitled
talk-notice-new = new
talk-notice-like =
    { $others ->
        [0] { $name } likes your photo “{ $title }”
        [one] { $name } and one other like your photo “{ $title }”
       *[other] { $name } and { $others } others like your photo “{ $title }”
    }
talk-notice-follow =
    { $others ->
        [0] { $name } follows you
        [one] { $name } and one other follow you
       *[other] { $name } and { $others } others follow you
    }
talk-notice-follow_request = { $name } asks to follow you
talk-notice-follow_accepted =
    { $others ->
        [0] { $name } lets you follow them
        [one] { $name } and one other let you follow them
       *[other] { $name } and { $others } others let you follow them
    }
talk-notice-comment =
    { $others ->
        [0] { $name } commented on your photo “{ $title }”
        [one] { $name } and one other commented on your photo “{ $title }”
       *[other] { $name } and { $others } others commented on your photo “{ $title }”
    }
talk-notice-answer = { $name } answered you below “{ $title }”
talk-notice-mention = { $name } mentioned you at “{ $title }”

talk-choices = Notification settings
talk-choices-lead = Choose what you are told of here, and what a letter may bring you.
talk-choices-what = What happens
talk-choices-site = Here
talk-choices-mail = By mail
talk-choices-save = Save
flash-talk-chosen = What you hear of is saved.
talk-kind-like = Somebody likes a photo of yours
talk-kind-follow = Somebody follows you
talk-kind-follow_request = Somebody asks to follow you
talk-kind-follow_accepted = Somebody lets you follow them
talk-kind-comment = Somebody comments on a photo of yours
talk-kind-answer = Somebody answers a comment of yours
talk-kind-mention = Somebody mentions you
talk-digest = Letters
talk-digest-hint = A letter comes only if there is something that you have not read.
talk-digest-never = Never
talk-digest-daily = Once a day
talk-digest-weekly = Once a week

mail-digest-subject = What is new for you at { $site }
mail-digest-why = This happened at { $site } since the last letter, and you have not read it yet:
mail-digest-more =
    { $n ->
        [one] And one more thing, at the address above.
       *[other] And { $n } more things, at the address above.
    }
mail-digest-end = You get this letter because you wished for it. Open this page to end these letters:
talk-end = End these letters
talk-end-lead = { $site } sends you letters about what is new for you. One press ends them; what happens can still be read on the site.
talk-end-do = No more of these letters
talk-ended = The letters have ended
talk-ended-lead = You get no more letters about what is new. You can wish for them again at any time.
mails-kind-digest = What was not read
