# Signing in by more than a password.
factor-lead = What you sign in with besides your password, and what your programs sign in with.
factor-passkeys = Passkeys
factor-passkeys-lead = Sign in with your fingerprint, your face or a key: nothing to remember, and nothing that could be told to a false site.
factor-passkey-name = Name of a new passkey
factor-passkey-name-hint = Such as “My phone”
factor-passkey-add = Add a passkey
factor-passkey-use = Sign in with a passkey
factor-since = Since
factor-used = last used
factor-rename = Rename
factor-passkey-confirm = Use a passkey instead
factor-passkey-new-name = Name
factor-save = Save
factor-remove = Remove
factor-cancelled = It was cancelled, or took too long.
factor-unsupported = This browser knows no passkeys.
factor-known = This device has a passkey for you already.
factor-noscript = Adding a passkey needs scripts.
factor-totp = Codes of an app
factor-totp-lead = After your password, an app on your phone has to say six digits that change every half minute.
factor-totp-on = After your password you are asked for a code.
factor-totp-add = Set up an app
factor-totp-scan = Scan this with the app.
factor-totp-type = Or type this into it:
factor-totp-first = The first code it shows
factor-totp-confirm = Use codes from now on
factor-totp-remove = Use no codes any more
factor-recovery = Codes for when the app is lost
factor-recovery-lead = Each works once in place of a code of the app. They are shown only now: print them, or keep them where your phone is not.
factor-recovery-left =
    { $n ->
        [0] You have no codes on paper left.
        [one] You have one code on paper left.
       *[other] You have { $n } codes on paper left.
    }
factor-recovery-new = New codes on paper
factor-recovery-kept = I have kept them
factor-code-heading = One more step
factor-code-lead = The six digits that your app shows, or one of your codes on paper.
factor-code = Code
flash-passkey-added = The passkey works from now on.
flash-passkey-removed = The passkey is gone, and all other sessions have ended.
flash-totp-removed = Your password is enough again.
error-passkey = That passkey did not work. Try again, or sign in by password.
error-code = That code is wrong, or was used before.
error-code-over = That took too long. Begin once more.
problem-second-factor = A code has to follow.
problem-passkeys-unavailable = Passkeys need HTTPS and a name; this site has an address of numbers, or none of its own.
error-passkey-none = You have no passkey here yet. Your password does as well.
