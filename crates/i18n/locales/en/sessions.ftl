# Sessions, and showing once more who one is.
sessions-lead = Where you are signed in. End whatever you do not know, and then change your password.
sessions-device = { $browser } on { $system }
sessions-unknown = A device that does not say what it is
sessions-current = This one
sessions-kind-browser = Browser
sessions-kind-app = App
sessions-network = Network
sessions-used = Last used { $date }
sessions-since = since { $date }
sessions-end = End
sessions-end-others = End all others
sessions-only = You are signed in nowhere else.

again-heading = Is it you?
again-lead = You are signed in as { $name }. What comes next is worth a second look, so please type your password once more.
again-do = Go on

error-password-wrong = This is not your password.
problem-session-only = A token does not do for this: sign in.

flash-confirmed = Thank you. You can go on.
flash-session-ended = The session has ended.
flash-sessions-ended = All other sessions have ended.
flash-user-signed-out = The user is signed out everywhere, and their tokens are revoked.

sessions-sign-out-user = Sign out everywhere
