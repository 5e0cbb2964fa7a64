# Letters about passwords and addresses. A letter begins with its bare link, hence "above".
mail-reset-subject = Choose a new password for { $site }
mail-reset-why = Somebody, hopefully you, said that they forgot the password of this account at { $site }. Open the link above to choose a new one. Then everybody who is signed in to the account is signed out.
mail-reset-minutes =
    { $minutes ->
        [one] The link works once, within one minute.
       *[other] The link works once, within { $minutes } minutes.
    }
mail-reset-not-you = If that was not you, you need do nothing: your password stays as it is.

mail-change-subject = Confirm your new e-mail address for { $site }
mail-change-why = Open the link above to confirm that this e-mail address is yours. It then takes the place of the one your account at { $site } has now.
mail-change-not-you = If you did not ask for this, you need do nothing: without the link, no account gets this address.

mail-changed-subject = Your account at { $site } has a new e-mail address
mail-changed-why = Another e-mail address was confirmed for your account at { $site }. Letters about it go there from now on, and no longer here.
mail-changed-not-you = If that was not you, open the link above: it puts this address back, signs everybody out and sends you a link to choose a new password.
mail-changed-days =
    { $days ->
        [one] It works for one day.
       *[other] It works for { $days } days.
    }
mail-changed-earlier = If that was not you, look for an earlier letter at the address your account had before: the link in it undoes all changes of the last days.

mail-password-subject = Your password for { $site } was changed
mail-password-why = The password of your account at { $site } was just changed. Everybody who was signed in to it was signed out, except for whoever changed it.
mail-password-not-you = If that was you, all is well. If not, use the link above at once to get a new password by mail.

mail-in-use-subject = Your e-mail address was entered at { $site }
mail-in-use-why = Somebody tried to use this e-mail address for an account at { $site }. It belongs to your account { $name } already, so nothing was changed, and they were not told.
mail-in-use-you = If that was you, sign in as { $name }. If you forgot the password, the link above gets you a new one.
mail-in-use-not-you = If it was not you, you need do nothing.

# Forgotten passwords.
mails-forgot-link = Forgot your password?
mails-forgot-heading = Forgot your password?
mails-forgot-lead = Type the address of your account. We send a link there that lets you choose a new password.
mails-forgot-do = Send me a link
mails-forgot-remembered = Remembered it?
mails-reset-heading = Choose a new password
mails-reset-lead = Everybody who is signed in to your account is signed out, and you sign in with the new password.
mails-reset-do = Save the password
mails-reset-dead = It was used before, has grown too old, or was replaced by a newer one. Have a new link sent.
mails-reset-again = Ask for a new link

# Confirming another address, and undoing that.
mails-confirm-heading = Confirm your new address
mails-confirm-lead = This address takes the place of the one your account has now. You are signed out everywhere and sign in again.
mails-confirm-do = Confirm my new address
mails-confirm-dead = It was used before, has grown too old, or was replaced by a newer one. You can ask for a new one in your settings.
mails-confirm-again = To your settings
mails-undo-heading = Put the old address back
mails-undo-lead = Your account gets back the address this link was sent to. Everybody who is signed in is signed out, and we send you a link to choose a new password.
mails-undo-do = Put it back
mails-undo-dead = It was used before, or is more than a week old. If you cannot get into your account, write to whoever runs this site.

# One's own account.
mails-account-lead = What you sign in with, and where your letters go.
mails-account-confirmed = Confirmed
mails-account-unconfirmed = Not confirmed yet
mails-account-pending = Waiting to be confirmed
mails-password-heading = Password
mails-password-hint = You stay signed in here. Everywhere else you are signed out, and all API tokens end.
mails-password-current = Your password now
mails-password-new = New password
mails-password-do = Change the password
mails-email-heading = E-mail address
mails-email-hint = We send a link to the new address. The old one stays until you have opened it; then the old one is told.
mails-email-hint-unconfirmed = The new address counts at once, and we send a link there to confirm it.
mails-email-new = New e-mail address
mails-email-password = Your password
mails-email-do = Change the address
mails-locale-heading = Letters
mails-locale-label = Language of the letters we send you
mails-locale-do = Save
mails-trouble-refused = The last letter to { $address } came back. If the address is wrong, correct it. This is what its mail server said:
mails-trouble-given-up = The last letter to { $address } could not be delivered, although we tried for days. If the address is wrong, correct it.
mails-verify-wrong = Is the address wrong?
mails-verify-correct = Correct it

# For those who look after the site.
mails-nav = Mail
mails-admin-heading = Mail
mails-admin-choose = Which letters
mails-admin-all = All
mails-admin-none = No letters here.
mails-admin-total =
    { $n ->
        [one] { $n } letter
       *[other] { $n } letters
    }
mails-admin-alarm = More than 500 letters left within an hour. None is held up; see who asks for them.
mails-admin-recipient = To
mails-admin-kind = About
mails-admin-created = Promised
mails-admin-sent = Sent
mails-state-queued = Waiting
mails-state-sent = Sent
mails-state-failed = Given up
mails-kind-verify-email = Confirming an address
mails-kind-reset-password = Forgotten password
mails-kind-confirm-change = Confirming a new address
mails-kind-address-changed = Address was changed
mails-kind-password-changed = Password was changed
mails-kind-address-in-use = Address is in use
mails-kind-test = Test

flash-mails-reset-on-its-way = If an account has this address, a link to choose a new password is on its way. It works for an hour.
flash-mails-password-reset = Your password is changed. Sign in with it.
flash-mails-password-changed = Your password is changed. You are signed out everywhere else.
flash-mails-address-asked = A letter is on its way to the new address.
flash-mails-address-changed = Your account has its new address. Sign in again.
flash-mails-address-restored = Your account has its old address again. A link to choose a new password is on its way there.
flash-mails-saved = Saved.
flash-mails-retried = The letter will be tried again.

error-mails-password = This is not your password.
error-mails-same-address = Your account has this address already.
error-mails-locale = The site does not speak this language.
error-mails-state = Choose queued, sent or failed.
