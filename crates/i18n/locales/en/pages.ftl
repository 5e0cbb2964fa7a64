# The words on pages.

# The frame of every page.
nav-skip = Skip to the content
nav-label = Main
nav-home = Back to the pictures
nav-new = New
nav-upload = Upload
nav-you = You: { $name }
nav-profile = Your photos
nav-jobs = Work
nav-users = Users
nav-sign-in = Sign in
nav-sign-out = Sign out
nav-join = Join
nav-unverified = Your e-mail address is not confirmed yet. Until it is, you can look but not post.
nav-unverified-do = Confirm it
footer-language = Language
footer-theme-system = Theme: as the system
footer-theme-light = Theme: light
footer-theme-dark = Theme: dark

# Keyboard help.
help-open = Keyboard
help-title = Keys
help-step = next and previous picture on a wall
help-enter = open it
help-walk = on a photo: along the wall you came from
help-comment = write a comment
help-upload = upload
help-help = show these keys
help-use = Use these keys
help-close = close

# Forms in general.
form-cancel = Cancel
form-close = Close
form-busy = One moment…
form-offline = The site cannot be reached. What you typed is still here: try again in a moment.
form-failed = That did not work. What you typed is still here: try again in a moment.

# Lists.
paging-loading = Loading…
paging-added = More was added below.
paging-failed = More could not be loaded. Try again
paging-pages = Pages
paging-previous = Previous
paging-next = Next

# Walls.
wall-new = New
wall-more = More pictures
wall-end = That is all there is.
wall-empty = The wall is still bare.
wall-empty-post = Hang the first picture: it will be the one everybody sees.
wall-empty-join = Join and hang the first picture.
wall-empty-later = Pictures will appear here as soon as somebody posts one.
wall-empty-upload = Upload a picture
wall-empty-following-tag = Nobody you follow has tagged a picture #{ $name } yet.
wall-empty-tag = No pictures are tagged #{ $name } yet.
wall-empty-time = No photos from this time.
wall-empty-time-how = This order only takes photos posted lately. A longer time or another order above has older ones, if there are any.
wall-empty-rising = Nothing is rising.
wall-empty-rising-how = Only photos of the last three days can rise. Another order above has older ones, if there are any.
wall-empty-look = See what is new

# A photo.
photo-untitled = Untitled
photo-pictures =
    { $n ->
        [one] { $n } picture
       *[other] { $n } pictures
    }
photo-likes =
    { $n ->
        [one] { $n } like
       *[other] { $n } likes
    }
photo-comments =
    { $n ->
        [one] { $n } comment
       *[other] { $n } comments
    }
photo-views =
    { $n ->
        [one] { $n } view
       *[other] { $n } views
    }
photo-visibility-public = Public
photo-visibility-unlisted = Unlisted
photo-visibility-followers = Followers
photo-visibility-private = Private
photo-edited = edited
photo-tags = Tags
photo-facts = Facts
photo-licence = Licence
photo-license-none = All rights reserved
photo-size = Largest size
photo-noticed = Noticed
photo-edit = Edit
photo-edit-heading = Edit the words
photo-save = Save
photo-delete = Delete this photo
photo-delete-ask = This removes the photo, its pictures and its comments for good.
photo-delete-do = Delete for good
photo-processing = The sizes are being made. Others see the photo as soon as they are there.
photo-ready = The picture is ready.
photo-failed = Nothing could be made of this picture.
photo-camera = Taken with

# What became of a file that was sent.
receipt-open = What became of your file
receipt-location = The place where it was taken was removed before anything was stored.
receipt-removed-some = Private data were removed before anything was stored.
receipt-removed-none = There were no private data in it.
receipt-untouched = The picture itself was not touched: every pixel is as you sent it.
receipt-shrunk = It had more pixels than are taken here, and was made smaller once, as you wished.
receipt-format = Format
receipt-frames =
    { $n ->
        [one] { $n } frame
       *[other] { $n } frames
    }
receipt-bytes = Bytes
receipt-bytes-of = { $received } received, { $kept } kept
receipt-profile = Colour profile
receipt-sizes = Sizes made
receipt-removed = Removed

# Posting and editing a photo.
upload-heading = Share a photo
upload-file = Choose pictures
upload-file-drop = Or drop them here, or paste one.
upload-file-hint =
    { $n ->
        [one] JPEG, PNG, WebP or GIF, up to { $mb } MB.
       *[other] JPEG, PNG, WebP or GIF, up to { $mb } MB each, { $n } at most.
    }
upload-file-again = Choose your pictures once more, please: a browser cannot keep them. Your words are still here.
upload-alt = What can be seen
upload-alt-of = What can be seen in picture { $n }
upload-alt-hint = For people who cannot see it. One sentence is enough.
upload-title = Title
upload-caption = Caption
upload-caption-hint = Web addresses become links.
upload-tags = Tags
upload-tags-hint =
    { $n ->
        [one] One at most, such as lake.
       *[other] With spaces between them, such as lake dawn; { $n } at most.
    }
upload-visibility = Who sees it
upload-license = What others may do with it
upload-license-none = All rights reserved
upload-license-cc0-1-0 = Anything (CC0 1.0)
upload-license-cc-by-4-0 = Use it with credit (CC BY 4.0)
upload-license-cc-by-sa-4-0 = With credit, shared alike (CC BY-SA 4.0)
upload-license-cc-by-nd-4-0 = With credit, unchanged (CC BY-ND 4.0)
upload-license-cc-by-nc-4-0 = With credit, not for sale (CC BY-NC 4.0)
upload-license-cc-by-nc-sa-4-0 = With credit, not for sale, shared alike (CC BY-NC-SA 4.0)
upload-license-cc-by-nc-nd-4-0 = With credit, not for sale, unchanged (CC BY-NC-ND 4.0)
upload-send = Post
upload-remove = Remove
upload-nudge = A picture without “What can be seen” stays dark for people who cannot see it. You can post all the same and add it later.
upload-progress = Sent so far
upload-sending = Sending…
upload-working = Preparing the sizes…
upload-camera = Show camera, lens and exposure with it (never the place)
upload-shrink = Make it smaller if it has more pixels than are taken here
upload-private = Place, serial numbers and all other hidden data are removed before anything is stored; the pixels stay as they are.

# Comments.
comment-talk = Conversation
comment-none = Nobody has said anything yet.
comment-more = Later comments
comment-yours = Your comment
comment-send = Send
comment-save = Save
comment-edit = Edit
comment-edited = edited
comment-edit-heading = Edit your comment
comment-delete = Delete
comment-delete-ask = This cannot be undone.
comment-delete-do = Delete the comment
comment-sign-in = Sign in to join the conversation
comment-confirm-first = To join the conversation, your e-mail address has to be confirmed.

# A profile.
profile-photos =
    { $n ->
        [one] { $n } photo
       *[other] { $n } photos
    }
profile-since = here since { $date }
profile-wall = Photos
profile-suspended = This account is suspended. Only staff can see this page.
profile-empty = { $name } has not posted anything you can see yet.
profile-empty-own = Your wall is still bare.
profile-empty-own-how = What you post hangs here, newest first.

# Accounts.
account-join = Join
account-join-heading = Join { $name }
account-join-lead = Looking around needs no account. Join to share pictures and to talk about them.
account-have-one = Already a member?
account-no-account = Not a member yet?
account-username = User name
account-username-hint = It is in the address of your page. Others see it.
account-email = E-mail address
account-email-hint = We send one link there to confirm it. Nobody else sees it.
account-password = Password
account-password-hint = At least 8 characters. A whole sentence is good.
account-login = User name or e-mail address
account-remember = Stay signed in
account-verify-heading = Confirm your address
account-verify-sent = We sent a link to { $email }. Open it and press the button there, and you can post.
account-verify-ask = We sent you a link when you joined. Open it and press the button there, and you can post.
account-verify-outbox = This site does not send its mail yet: it writes each letter to a folder on its machine. Whoever runs the site finds yours here:
account-resend-heading = No letter?
account-resend-hint = Look among unwanted mail first. A new link ends the old one.
account-resend = Send it again
account-verified-heading = Your address is confirmed
account-verified-lead = You can post and join conversations.
account-confirm-heading = One press, and you are in
account-confirm-lead = This confirms that the address is yours.
account-confirm-do = Confirm my address
account-confirm-dead = This link has done its work
account-confirm-dead-lead = It was used before, has grown too old, or was replaced by a newer one. If your address is not confirmed yet, have a new link sent.

# For those who look after the site.
admin-users = Users
admin-total =
    { $n ->
        [one] { $n } user
       *[other] { $n } users
    }
admin-user = User
admin-role = Role
admin-role-member = Member
admin-role-moderator = Moderator
admin-role-admin = Admin
admin-joined = Joined
admin-photos = Photos
admin-state = State
admin-active = Active
admin-unverified = Not confirmed
admin-suspended = Suspended
admin-act = What to do
admin-suspend = Suspend
admin-reinstate = Reinstate
admin-yourself = That is you
jobs-heading = Work to be done
jobs-note = What was given up stands first; it stays until it is tried again and succeeds.
jobs-none = Nothing is waiting, and nothing was given up.
jobs-photo = Photo
jobs-since = Since
jobs-attempts = Tries
jobs-error = What went wrong
jobs-retry = Try again
jobs-state-queued = Waiting
jobs-state-failed = Given up

# What was just done.
flash-registered = Welcome. We sent you a link to confirm your e-mail address.
flash-verified = Your address is confirmed. You can post now.
flash-signed-in = You are signed in.
flash-signed-out = You are signed out.
flash-photo-posted = Your photo is on the wall.
flash-share-received = Your picture is here, and only you can see it. Say what it is, and who else may see it.
flash-share-sign-in = Sign in first; then choose your pictures here, or share them once more.
flash-job-retried = It will be tried again.
flash-photo-saved = The photo is saved.
flash-photo-deleted = The photo and its pictures are deleted.
flash-comment-posted = Your comment is posted.
flash-comment-saved = The comment is saved.
flash-comment-deleted = The comment is deleted.
flash-user-suspended = The user is suspended and signed out everywhere.
flash-user-reinstated = The user is reinstated.
flash-user-saved = The user is saved.
flash-mail-on-its-way = If there is an account with this address that needs a link, a new one is on its way.
flash-language = The site now speaks English to you.
