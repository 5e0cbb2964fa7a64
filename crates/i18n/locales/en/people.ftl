# Likes, bookmarks, following, blocking, private accounts, profiles.

# Beside a photo.
people-marks = Like and keep
people-like = Like
people-liked = Liked
people-bookmark = Bookmark
people-bookmarked = Bookmarked
people-who-likes = Who likes it
people-help-like = on a photo: like it, or no longer

# Beside a person.
people-follow = Follow
people-follow-tag = Follow this tag
people-following = Following
people-asked = Requested
people-follows-you = Follows you
people-more = More
people-mute = Mute
people-unmute = Unmute
people-mute-hint = Keeps their photos off your walls. They are not told.
people-muted-said = Muted: their photos are kept off your walls.
people-block = Block
people-unblock = Unblock
people-block-hint = Neither of you sees the other any more.
people-blocked-said = You have blocked them. Neither of you sees the other’s photos.
people-unfollow = Unfollow
people-followers =
    { $n ->
        [one] { $n } follower
       *[other] { $n } followers
    }
people-follows = Follows { $n }
people-profile-edit = Edit your profile
people-private-said = This account is private.
people-private-how = Follow them; once they say yes, you see their photos here.

# Lists of people.
people-list-likes = Who likes it
people-list-followers = Followers
people-list-following = Following
people-list-requests = Follow requests
people-list-blocked = Blocked
people-list-muted = Muted
people-none-likes = Nobody whom you may see likes it yet.
people-none-followers = Nobody follows yet. Good pictures bring people.
people-none-following = Nobody is followed yet. Look around and follow whose pictures you like.
people-none-requests = Nobody is waiting. Requests come while your account is private.
people-none-blocked = You have blocked nobody. The menu on somebody’s page does it.
people-none-muted = You have muted nobody. The menu on somebody’s page does it.
people-list-more = More people
people-list-all = See all
people-back = Back
people-accept = Accept
people-decline = Decline
people-remove = Remove

# Walls of one’s own.
people-wall-following = Following
people-wall-bookmarks = Bookmarks
people-note-following = The newest of the people and tags you follow.
people-note-bookmarks = What you kept last comes first. Only you see this.
people-empty-following = Nothing here yet.
people-empty-bookmarks = You have no bookmarks yet.
people-how-following = Follow people and tags: their newest pictures come together here.
people-how-bookmarks = Bookmark a photo to find it again. Nobody else is told.
people-way-new = See everything new

# Who may come close.
people-privacy = Privacy
people-private-heading = Private account
people-private-on = Your account is private: only followers whom you accepted see your photos, whatever their own setting says.
people-private-off = Your account is open: everybody sees your public photos, and anybody can follow you.
people-private-close-hint = When it is private, new followers have to ask. Those who follow you now stay.
people-private-open-hint =
    { $n ->
        [0] Opening it shows your public photos to everybody again.
        [one] Opening it shows your public photos to everybody again, and accepts the person who is waiting.
       *[other] Opening it shows your public photos to everybody again, and accepts the { $n } people who are waiting.
    }
people-private-close = Make my account private
people-private-open = Open my account
people-waiting =
    { $n ->
        [0] Nobody is waiting
        [one] { $n } person is waiting
       *[other] { $n } people are waiting
    }
people-your-followers = Your followers

# What one says about oneself.
people-profile = Profile
people-profile-lead = What others read about you.
people-profile-see = See your page
people-avatar = Your picture
people-avatar-file = A picture
people-avatar-hint = JPEG, PNG, WebP or GIF. The square in its middle is kept, and nothing that the file says besides.
people-avatar-do = Use this picture
people-avatar-remove = Remove your picture
people-words = About you
people-display-name = Name
people-display-name-hint = Up to 60 characters. If it is empty, your user name is shown.
people-bio = About you
people-bio-hint = Up to 1,000 characters.
people-links = Links
people-link = Link { $n }
people-links-hint = Up to 5 addresses that begin with https://
people-profile-save = Save

# What was just done.
flash-people-liked = You like this photo.
flash-people-unliked = You no longer like this photo.
flash-people-bookmarked = The photo is among your bookmarks.
flash-people-unbookmarked = The photo is no longer among your bookmarks.
flash-people-followed = You follow them now.
flash-people-requested = They have been asked. You follow them as soon as they accept.
flash-people-unfollowed = You do not follow them any more.
flash-people-blocked = They are blocked.
flash-people-unblocked = They are no longer blocked.
flash-people-muted = Their photos are kept off your walls.
flash-people-unmuted = Their photos are on your walls again.
flash-people-accepted = They follow you now.
flash-people-declined = The request was declined. They are not told.
flash-people-removed = They do not follow you any more. They are not told.
flash-people-private = Your account is private now.
flash-people-open = Your account is open now.
flash-people-tag-followed = You follow this tag now.
flash-people-tag-unfollowed = You do not follow this tag any more.
flash-people-profile = Your profile was saved.
flash-people-avatar = This is your picture now.
flash-people-avatar-gone = Your picture was removed.

# What went wrong.
error-link = Each link must be a complete address that begins with https://
error-too-many-links = At most { $max } links.
problem-yourself = That cannot be done to oneself.
problem-blocked-by-you = You have blocked them. Unblock them first.
problem-too-many-tags = You follow as many tags as one can. Unfollow some first.

people-new-photos = New photos
people-new-license-hint = How others may use what you post from now on. You can choose otherwise for each photo; those that are there stay as they are.
people-new-save = Save this choice
