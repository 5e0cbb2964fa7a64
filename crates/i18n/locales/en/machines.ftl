machines-about = About
machines-about-what = People post photographs here and talk about them.
machines-about-photos = { $n ->
    [0] No public photo is here yet.
    [one] One public photo is here.
   *[other] { $n } public photos are here.
}
machines-about-people = { $n ->
    [0] Nobody has joined yet.
    [one] One person has joined.
   *[other] { $n } people have joined.
}
machines-about-who = Who runs it
machines-about-reach = You reach them at
machines-about-nobody = The owner has not said how to be reached.
machines-about-join = Joining
machines-registration-open = Everybody may join.
machines-registration-approval = Everybody may ask to join; staff lets people in.
machines-registration-invite = Whoever has an invitation may join.
machines-registration-closed = Nobody new may join at present.
machines-about-read = Worth reading
machines-about-programs = For programs
machines-about-runs = Software
machines-rules = Rules
machines-rule-own = Post pictures that you took yourself, or whose author lets you, and name that author.
machines-rule-people = Show people as they would want to be shown. When somebody asks you to take a picture of them down, take it down.
machines-rule-kind = Talk about the picture and not about the person. No insults, no threats, no hatred.
machines-rule-law = Nothing that is against the law, and no sexual pictures of children, ever.
machines-rule-spam = No advertising, no bulk posting, no second account to get around a suspension.
machines-rule-staff = Staff may remove what breaks these rules and suspend whoever keeps breaking them.
machines-limits = Limits
machines-limits-lead = What the site takes, by the same figures the program goes by. What is too much is refused with a reason, and nothing you typed is lost.
machines-limits-files = Pictures
machines-limits-files-what = { $n ->
    [one] One picture in a post
   *[other] Up to { $n } pictures in a post
}, each of up to { $mb } MB and { $pixels } megapixels: JPEG, PNG, WebP or GIF.
machines-limits-words = Words
machines-limits-words-what = Titles up to { $title } characters, captions up to { $caption }, alternative texts up to { $alt }, comments up to { $comment }.
machines-limits-tags = Tags
machines-limits-tags-what = { $n ->
    [one] One on a photo.
   *[other] Up to { $n } on a photo.
}
machines-limits-often = How often
machines-limits-often-what = Posting, commenting, signing in and asking for letters are limited by the hour and the day, more tightly for accounts on their first day. Whoever does something too often is told when to try again; programs get 429 and Retry-After.
machines-api = The API
machines-api-lead = Everything you see on this site is there for programs as well, at the same paths, as JSON. This page is made from the description that programs read:
machines-api-base = All paths below begin with
machines-api-token = Calls that need somebody who is signed in take a token.
machines-api-token-do = Make one
machines-api-fill = Paste a line into a shell. What stands in capitals is yours to fill in.
machines-api-subjects = Subjects
machines-api-signed-in = Needs a token.
machines-api-example = An answer looks like this
machines-feed = Newest photos as a feed (Atom)
