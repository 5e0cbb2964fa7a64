# What is wrong with a field. Shown below the field, so it does not repeat its name.
error-empty = This must not be empty.
error-too-long =
    { $max ->
        [one] At most { $max } character.
       *[other] At most { $max } characters.
    }
error-length = Between { $min } and { $max } characters.
error-control-characters = No control characters, please: they would not be visible.
error-username-characters = Letters, digits, and inside also “.”, “-” and “_”.
error-username-reserved = This name is reserved. Try another, such as ada or lake_42.
error-username-taken = This name, or one that looks like it, is taken.
error-email = This does not look like an e-mail address.
error-email-taken = There is an account with this address.
error-password-guessable = This is among the first passwords that anybody would try.
error-too-many-tags =
    { $max ->
        [one] At most { $max } tag.
       *[other] At most { $max } tags.
    }
error-tag-too-long = A tag has at most { $max } characters.
error-tag-characters = “{ $tag }” is not a tag: letters, digits, “-” and “_” only.
error-visibility = Choose public, unlisted, followers or private.
error-license = Choose one of the licences offered.
error-role = Choose member, moderator or admin.
error-key = There is nothing at this address.
error-cursor = This place in the list is not known.
error-limit = A number from 1 to { $max }.
error-sort-whole = For you is chosen from all photos: leave out the user and the tag.
error-sort = Choose new, popular, top, rising, random, following or for-you.
error-period = Choose day, week, month, year or all.
error-formula-number = A number from { $min } to { $max }, with three decimals at most.
error-formula-whole = A whole number from { $min } to { $max }.
error-type = This has the wrong type: { $why }
error-file-missing = Choose a picture.
error-too-many-files =
    { $max ->
        [one] At most { $max } picture in one post.
       *[other] At most { $max } pictures in one post.
    }
error-file-too-large = The file has more than { $max } MB.
error-file-not-a-picture = This is not a picture we know: JPEG, PNG, WebP or GIF.
error-file-unsupported = { $kind } files are not taken: JPEG, PNG, WebP or GIF, please.
error-file-truncated = The file ends too early. It may not have been copied to its end.
error-file-too-many-pixels = The picture has { $pixels } megapixels; at most { $max } are taken.
error-file-too-long = The picture is longer than { $max } pixels.
error-file-too-big = The picture needs too much memory to open.
error-file-broken = The picture is damaged and cannot be opened.
error-file-phone-format = { $kind } pictures cannot be read here yet. Export or share it as JPEG; on an iPhone: Settings, Camera, Formats, Most Compatible.
error-file-too-many-frames = The picture moves for too long: at most { $max } frames are taken for its size.
error-alt-too-many =
    { $max ->
        [one] There is one picture; describe no more than that.
       *[other] There are { $max } pictures; describe no more than those.
    }
error-picture-lost = The file it is made from is missing or damaged in the picture store.
error-picture-given-up = The picture store did not take it, however often we tried.
error-parent = The comment you answer is not on this photo.
