# Coming in: proving to be a person, waiting to be let in, invitations.

error-captcha = Show that you are a person first.
error-captcha-over = That took too long, or was used before. Please do it once more.
error-captcha-wrong = That was not quite it. Here is another one.
error-captcha-action = This cannot be asked for with a puzzle.
error-invite = This invitation does not work any more. Ask whoever sent it for another.
error-reason = Tell a little more: at least { $min } characters.
error-too-fast = That was quicker than anybody types. Please send it once more.
error-disposable = Mail to this provider is thrown away after a while. Use an address that lasts.
problem-waiting = Somebody of the site has to let you in first. You will get a letter.

captcha-label = Show that you are a person
captcha-start = I am a person
captcha-instruction = Drag the piece into the whole hole of its shape, or move it with the arrow keys and press Enter.
captcha-another = Another picture
captcha-handle = Place of the piece
captcha-solved = Thank you.
captcha-again = That was not quite it. Here is another one.
captcha-working = One moment…
captcha-error = The puzzle could not be loaded. Try again, or take the letter.
captcha-letter = Another way: get a letter with a link
captcha-noscript = Without scripts, a letter with a link shows that you are a person.
captcha-letter-heading = A letter instead of a puzzle
captcha-letter-lead = We send a link to your address. Whoever opens it has shown to be a person; nothing else is kept.
captcha-letter-send = Send the link
captcha-passed = You have shown that you are a person. Go on below.
flash-captcha-letter = If the address is right, a letter with a link is on its way.

join-reason = Why do you wish to join?
join-reason-hint = Somebody of the site reads this before you are let in.
join-website = Leave this empty
join-waiting-heading = You are on the list
join-waiting-lead = Confirm your address with the link we sent. Then somebody of the site lets you in, and you get a letter.
join-invite-needed = This site takes new members by invitation. Open the link you were sent.

waiting-heading = Who wishes to join
waiting-none = Nobody waits.
waiting-since = Since
waiting-reason = Reason
waiting-let-in = Let in
waiting-turn-away = Turn away
waiting-confirmed = address confirmed
waiting-unconfirmed = address not confirmed yet
flash-let-in = They may come in, and are told so by mail.
flash-turned-away = They were turned away; nothing of theirs is kept.

invites-heading = Invitations
invites-none = There is none that works.
invites-note = For whom or what
invites-uses = How many may come
invites-days = For how many days
invites-make = Make a link
invites-made = This link is shown only now. Send it to those you invite.
invites-left = Left
invites-until = Until
invites-by = Made by
invites-withdraw = Take back
flash-invite-withdrawn = The invitation works no more.

mail-human-subject = Show { $site } that you are a person
mail-human-why = This link shows { $site } that a person asked. It works once, within an hour.
mail-human-not-you = If you did not ask for it, do nothing: nobody was given your address.
mail-welcome-subject = Welcome to { $site }
mail-welcome-why = You were let in at { $site }. Sign in at the link above.
flash-waiting = Your request was sent. Somebody of the site lets you in.
flash-saved = Saved.
error-comment-again = You have just said that. Say something new, or wait ten minutes.
error-comment-links = A new account's first { $count } comments have no links. Say it without one.
