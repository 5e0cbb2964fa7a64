albums-nav = Your albums
albums-all = Albums
albums-of = Albums by { $name }
albums-profile = All photos
albums-count =
    { $n ->
        [one] { $n } album
       *[other] { $n } albums
    }
albums-photos =
    { $n ->
        [one] { $n } photo
       *[other] { $n } photos
    }
albums-new = New album
albums-make = Make the album
albums-title = Title
albums-description = Description
albums-visibility = Who may open it
albums-visibility-hint = Photos keep their own visibility: nobody sees one here that they may not open.
albums-more = More albums
albums-end = These were all of them.
albums-none = { $name } has no albums yet.
albums-none-own = You have no albums yet.
albums-none-own-how = An album tells a story in your own order. A photo may stand in several.
albums-empty = There is nothing in this album that you may see.
albums-empty-own = This album is empty.
albums-empty-own-how = Open one of your photos and choose “Albums”, or pick this album when you post.
albums-own-photos = Your photos
albums-edit = Edit
albums-edit-heading = Edit the album
albums-save = Save
albums-back = Back to the album
albums-back-photo = Back to the photo
albums-order = Order and cover
albums-order-hint = Drag a photo to its place, or move it with its arrows.
albums-order-more = The photos after these
albums-up = Move { $name } up
albums-down = Move { $name } down
albums-cover = Make it the cover
albums-is-cover = Cover
albums-put = Add
albums-take = Take out
albums-choose = In albums
albums-choose-lead = A photo may stand in several albums.
albums-delete = Delete the album
albums-delete-ask = The album goes, and links to it stop working. The photos in it stay.
albums-delete-do = Delete it
albums-field = Album
albums-field-none = None

flash-album-made = Your album is made.
flash-album-saved = The album is saved.
flash-album-deleted = The album is deleted; its photos are still there.
flash-album-put = The photo is in the album.
flash-album-taken = The photo is out of the album.
flash-album-ordered = The order is saved.

error-albums-full = You have { $max } albums already, and that is as many as there can be.
error-album-full = There are { $max } photos in that album, and that is as many as there can be.
error-album-unknown = You have no such album.
error-album-photo = That photo is not in the album.
error-album-move = Say “up”, “down”, or before which one it goes.

shares-open = Share
shares-address = The address of this page
shares-closed = Not everybody may open this page.
shares-copy = Copy
shares-send = Send
shares-copied = Copied
shares-make-open = Secret links
shares-heading = Secret links
shares-lead-photo = Whoever has such a link sees this photo, whatever its visibility, and nothing else of yours.
shares-lead-album = Whoever has such a link sees this album and every photo in it, whatever their visibility, and nothing else of yours.
shares-made = Your new link
shares-made-how = Copy it now: it is shown this once. If it gets lost, make another one.
shares-make = Make a link
shares-expires = It works
shares-expires-none = until you end it
shares-expires-1 = for a day
shares-expires-7 = for a week
shares-expires-30 = for 30 days
shares-expires-90 = for 90 days
shares-expires-365 = for a year
shares-password = Password
shares-password-hint = If you want one: 8 characters or more. Send it another way than the link.
shares-list = Links you have made
shares-none = There is no link yet.
shares-expired = Expired
shares-until = Works until { $date }
shares-forever = Works until you end it
shares-since = Made { $date }
shares-with-password = with a password
shares-unused = Not opened yet
shares-used =
    { $n ->
        [one] Opened once, { $date }
       *[other] Opened { $n } times, last { $date }
    }
shares-revoke = End the link
shares-by = Shared by { $name }
shares-door = This link has a password
shares-password-ask = The password that came with the link
shares-enter = Open

flash-share-revoked = The link is dead.
flash-share-open = That was right.
error-shares-full = You have { $max } links already, and that is as many as there can be. End one first.
error-share-password = That is not the password.
problem-share-password = This link asks for a password.

original-label = Original files
original-hint = The files as they are kept: full size, without the place and other private data.
original-check = Let others download the original files
original-download = Download
original-size = { $width } × { $height }, { $size }

license-words-cc0-1-0 = Everybody may use it for anything, without asking.
license-words-cc-by-4-0 = Use and change it if you name the author.
license-words-cc-by-sa-4-0 = Use and change it if you name the author and share alike.
license-words-cc-by-nd-4-0 = Use it unchanged if you name the author.
license-words-cc-by-nc-4-0 = Use and change it if you name the author, but sell nothing.
license-words-cc-by-nc-sa-4-0 = Use and change it if you name the author and share alike, but sell nothing.
license-words-cc-by-nc-nd-4-0 = Use it unchanged if you name the author, but sell nothing.

history-open = Earlier versions
history-heading = Earlier versions
history-none = Nothing was changed since it was posted.
history-field-title = Title
history-field-caption = Caption
history-field-tags = Tags
history-field-visibility = Who may open it
history-field-license = Licence
history-field-original = Original files
history-field-alt = Description for those who cannot see it, picture
history-side-before = Before
history-side-after = Then
history-nothing = nothing
history-original-true = Others may download them
history-original-false = Only I may have them

pictures-heading = The pictures
pictures-nth = Picture { $n }
pictures-remove = Remove
pictures-remove-ask = This picture is removed from the photo for good, with its file.
pictures-remove-do = Remove it
flash-photo-arranged = The order is saved.
flash-photo-picture-removed = The picture is removed.
error-photo-picture = There is no such picture in this photo.
error-photo-last-picture = This is the only picture. Delete the photo instead.

reports-open = Report
reports-title = Reports
reports-heading-photo = Report a photo
reports-heading-comment = Report a comment
reports-heading-user = Report somebody
reports-lead = Those who look after the site will look at it. { $name } does not learn who reported it.
reports-reason = What is wrong?
reports-reason-spam = Advertising or spam
reports-reason-copyright = Somebody else’s work
reports-reason-privacy = It violates somebody’s privacy
reports-reason-abuse = Insults, threats or hate
reports-reason-sexual = Nudity or sex
reports-reason-violence = Cruelty or gore
reports-reason-illegal = It is against the law
reports-reason-other = Something else
reports-note = More about it
reports-note-hint = What should we look at? Needed if it is something else.
reports-send = Report it
reports-cancel = Cancel
reports-total =
    { $n ->
        [0] No reports
        [one] { $n } report
       *[other] { $n } reports
    }
reports-states = Reports by what became of them
reports-state-open = Open
reports-state-dismissed = Dismissed
reports-state-done = Dealt with
reports-kind-photo = Photo
reports-kind-comment = Comment
reports-kind-user = Account
reports-gone = It is gone.
reports-by = Reported by { $name }, { $date }
reports-decided = Decided by { $name }, { $date }
reports-dismiss = Dismiss
reports-reopen = Open it again
reports-remove = Delete
reports-remove-ask = It is deleted for good.
reports-remove-do = Delete it
reports-suspend = Suspend { $name }
reports-suspend-ask = Nothing of theirs can be seen, and they cannot sign in, until they are reinstated.
reports-suspend-do = Suspend them
reports-none = Nothing here.
reports-none-how = What people report appears here.

flash-report-made = Thank you. We will look at it.
flash-report-dismissed = The report is dismissed. You find it under “Dismissed”.
flash-report-reopened = The report is open again.
flash-report-removed = It is deleted, and its reports are closed.
flash-report-suspended = They are suspended, and the reports are closed.
error-report-reason = Choose one of the reasons.
error-report-note = Say in a few words what is wrong.
error-report-thing = Say what is reported: one photo, one comment or one user.
error-report-own = This is your own.
error-report-again = You have reported this already, and we will look at it.
error-report-decided = Somebody has decided about this report meanwhile.
error-report-decision = That cannot be decided about this report.
error-report-state = Say “open”, “dismissed” or “done”.
