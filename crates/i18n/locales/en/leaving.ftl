# Taking everything along.
export-heading = Take it with you
export-lead = One archive with everything you have here: your pictures as the site keeps them, all your words, and what the site knows about you.
export-queued = Your archive is being put together. A letter says when it is ready; you need not wait here.
export-waits-store = The picture store or the database does not answer just now. It is tried again by itself.
export-waits-ours = Something went wrong on our side. It is tried again by itself.
export-reload = See how far it is
export-ready =
    { $mb ->
        [one] Your archive is ready. It has at most { $mb } MB.
       *[other] Your archive is ready. It has about { $mb } MB.
    }
export-until = You can fetch it until { $date }.
export-fetch = Fetch the archive
export-failed-store = Your archive could not be made: the picture store or the database did not answer, however often we tried. You can ask for it again.
export-failed-ours = Your archive could not be made: something went wrong on our side, however often we tried. You can ask for it again; whoever runs the site finds the reason in its log.
export-expired = Your last archive has expired and is deleted.
export-ask = Put an archive together
export-ask-hint =
    { $days ->
        [one] Nobody but you can fetch it, for { $days } day.
       *[other] Nobody but you can fetch it, for { $days } days.
    }
export-next = You can ask for another from { $date }.
export-inside = What is in it
export-inside-pictures = the files of all your pictures, with the pixels as you sent them
export-inside-words = what you said about them and about the pictures of others, with all dates, as JSON
export-inside-account = your account, where you are signed in, whom you follow and who follows you, and what staff decided about you
export-leave = You can also delete your account and everything in it.
export-leave-do = How to leave

# Leaving.
leaving-heading = Delete your account
leaving-lead = Everything of yours goes. First it is hidden, then it is deleted for good.
leaving-export-heading = Before you go
leaving-export = Do you want to keep a copy of your pictures and words?
leaving-export-ready = An archive of everything is waiting for you to fetch it.
leaving-export-queued = Your archive is being put together. If you leave now, it will not be finished.
leaving-export-do = Take it with you
leaving-what = What goes
leaving-photos =
    { $n ->
        [0] you have no photos
        [one] { $n } photo with all its pictures and with everything that others said about it
       *[other] { $n } photos with all their pictures and with everything that others said about them
    }
leaving-comments =
    { $n ->
        [0] you have no comments
        [one] { $n } comment; what others answered stays
       *[other] { $n } comments; what others answered stays
    }
leaving-rest = your profile, your e-mail address, whom you follow and who follows you, your tokens, passkeys and archives
leaving-name = Your user name is not given to anybody else. To know it, the site keeps a fingerprint of it and nothing more.
leaving-when = When
leaving-when-days =
    { $days ->
        [0] At once: nobody sees any of it any more, you are signed out everywhere, and it is deleted within minutes. There is no way back.
        [one] At once, nobody sees any of it any more and you are signed out everywhere. A day later it is deleted for good. Until then you can come back: sign in, and say that you stay.
       *[other] At once, nobody sees any of it any more and you are signed out everywhere. { $days } days later it is deleted for good. Until then you can come back: sign in, and say that you stay.
    }
leaving-password-hint = To be sure that it is you.
leaving-do = Delete everything of mine
leaving-stay-heading = Do you want to stay?
leaving-stay-lead = Your account and everything in it is hidden and waits to be deleted. If you stay, all of it is visible again at once.
leaving-stay-again = Once more, to be sure that it is you.
leaving-stay-do = Stay
leaving-stay-not = No, let it be deleted

error-leaving-password = This is not your password.
problem-leaving =
    { $days ->
        [one] This account is deleted for good within a day, unless you say that you want to stay.
       *[other] This account is deleted for good within { $days } days, unless you say that you want to stay.
    }
problem-left = This account is being deleted. It is too late to come back.
problem-last-admin = You are the only admin of this site. Make somebody else an admin first; then you can leave.
problem-leaving-yourself = Admins cannot send themselves away. To leave, use your own settings.
problem-export-soon = Your last archive was asked for less than a week ago. You can ask for another from { $date }.
problem-export-expired = This archive has expired and is deleted. You can ask for a new one.
flash-export-asked = Your archive is being put together. A letter says when it is ready.
flash-leaving = Everything of yours is hidden, and you are signed out everywhere. If you want to stay after all, sign in before it is deleted.
flash-user-sent-away = The user is signed out everywhere, and everything of theirs is hidden until it is deleted.

# For staff.
leaving-profile = This account is leaving: everything in it is deleted at { $date }. Only staff can see this page.
leaving-admin-open = Delete this account
leaving-admin-ask = Everything of this user is hidden at once and deleted after the grace period. They are told by mail how to come back, unless they are suspended.
leaving-admin-do = Delete it

# What is kept, and for how long.
privacy-link = Privacy
privacy-heading = What is kept, and for how long
privacy-lead = { $site } keeps what it needs to show pictures and to let people talk about them. Nothing is sold or used for advertising, and no other site learns from its pages that you are here.
privacy-account = Your account
privacy-account-what = Your user name, your e-mail address, what you say about yourself, and your password in a form that nobody can read, for as long as you have an account. Your address is for letters from this site; nobody but you and its admins sees it.
privacy-posts = What you post
privacy-posts-what = Pictures, words and comments stay until you delete them. The place where a picture was taken, serial numbers and other hidden data are removed from the file before it is stored.
privacy-posts-gone =
    { $hours ->
        [one] What you delete is gone at once for everybody; its bytes go with it, or within an hour where the store does not answer.
       *[other] What you delete is gone at once for everybody; its bytes go with it, or within { $hours } hours where the store does not answer.
    }
privacy-ties = What ties you to others
privacy-ties-what = Likes are seen by whoever sees the photo, whom you follow by whoever sees your profile, unless your account is private. Bookmarks, blocks and mutes are seen by nobody but you. Reports are for staff; nobody is told who sent one. Unless you switch suggestions off, what you like, keep and comment on is compared with what others do, and the last 200 photos you looked at are in memory for a day, to suggest what to look at next; none of that is written down. What you have seen already is left out by the hashes that count you once.
privacy-ties-notices =
    { $days ->
        [one] What you are told of others is forgotten after a day.
       *[other] What you are told of others is forgotten after { $days } days.
    }
privacy-ties-links = Of a secret link it is known how often and when last it was opened, not by whom. Earlier versions of your words are for you and staff, and go with the photo.
privacy-sessions = Being signed in
privacy-sessions-what =
    { $hours ->
        [one] While you are signed in, the site knows which program you use, so that you can end what is not yours: for at most an hour.
       *[other] While you are signed in, the site knows which program you use, so that you can end what is not yours: for at most { $hours } hours.
    }
privacy-sessions-long =
    { $days ->
        [one] If you ask to stay signed in, it is at most { $days } day.
       *[other] If you ask to stay signed in, it is at most { $days } days.
    }
privacy-sessions-idle =
    { $days ->
        [one] It ends sooner where you do not come back for { $days } day.
       *[other] It ends sooner where you do not come back for { $days } days.
    }
privacy-sessions-network =
    { $days ->
        [one] Of your address on the network only the beginning is kept, for at most { $days } day after the last use.
       *[other] Of your address on the network only the beginning is kept, for at most { $days } days after the last use.
    }
privacy-letters = Letters
privacy-letters-what =
    { $days ->
        [one] Which letters were sent to you is known for { $days } day, so that trouble with mail can be found.
       *[other] Which letters were sent to you is known for { $days } days, so that trouble with mail can be found.
    }
privacy-letters-links =
    { $days ->
        [one] Links in them are forgotten { $days } day after they stopped working.
       *[other] Links in them are forgotten { $days } days after they stopped working.
    }
privacy-limits = Protection against abuse
privacy-limits-what =
    { $hours ->
        [one] To slow down those who guess passwords or flood the site, it counts by network how often something was done. It forgets that within an hour.
       *[other] To slow down those who guess passwords or flood the site, it counts by network how often something was done. It forgets that within { $hours } hours.
    }
privacy-staff = What staff does
privacy-staff-what =
    { $days ->
        [one] What moderators and admins do is written down and stays, so that it can be looked into. From which network they did it is forgotten after { $days } day.
       *[other] What moderators and admins do is written down and stays, so that it can be looked into. From which network they did it is forgotten after { $days } days.
    }
privacy-export = Taking it with you
privacy-export-what =
    { $days ->
        [one] You can have an archive of everything, once in { $days } day.
       *[other] You can have an archive of everything, once in { $days } days.
    }
privacy-export-gone =
    { $days ->
        [one] It is deleted after { $days } day.
       *[other] It is deleted after { $days } days.
    }
privacy-leaving = Leaving
privacy-leaving-what =
    { $days ->
        [0] You can delete your account at any time. Everything of yours is hidden at once and deleted within minutes.
        [one] You can delete your account at any time. Everything of yours is hidden at once; after { $days } day, in which you can come back, it is deleted for good.
       *[other] You can delete your account at any time. Everything of yours is hidden at once; after { $days } days, in which you can come back, it is deleted for good.
    }
privacy-leaving-left = What is left is a fingerprint of your user name, so that nobody takes it over, and a line in the log of what was done that says that the account was deleted. Backups and letters that were written to the folder of whoever runs the site are theirs to delete.
privacy-cookies = Cookies
privacy-cookies-what = One that says who is signed in, one that protects forms, one for the language you chose and one for a message that is shown once. None of them follows you anywhere, so there is nothing to agree to.

# Letters.
mail-export-subject = Your archive from { $site } is ready
mail-export-why = You asked { $site } for everything you have there. The archive is ready: open the link above, sign in, and fetch it.
mail-export-days =
    { $days ->
        [one] It is deleted after one day.
       *[other] It is deleted after { $days } days.
    }
mail-export-not-you = If you have not asked for it, somebody else may be signed in as you: change your password at { $site }.
mail-leaving-subject = Your account at { $site } will be deleted
mail-leaving-why = Everything of yours at { $site } is hidden now and will be deleted for good at { $date }.
mail-leaving-stay = If you want to stay, open the link above before then, sign in, and press “Stay”. Everything is visible again at once.
mail-leaving-not-you = If you have not asked for this, do the same, and then change your password at { $site }.
leaving-open-page = Delete your account…
