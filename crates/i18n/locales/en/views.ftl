# How often photos are looked at.
views-open = Views in detail
views-heading = Views
views-own = Views of your photos
views-own-lead = How often your photos were looked at, and which ones most.
views-ever =
    { $n ->
        [one] { $n } view in all
       *[other] { $n } views in all
    }
views-lately =
    { $n ->
        [0] No views in the last 30 days
        [one] { $n } view in the last 30 days
       *[other] { $n } views in the last 30 days
    }
views-most = Most on { $date }: { $n }
views-table = Day by day
views-day = Day (UTC)
views-views = Views
views-from = Where they came from
views-from-direct = Directly, or not known
views-from-here = { $site } itself
views-from-others = Other sites
views-photos = Looked at most in these 30 days
views-none = Nobody has looked yet.
views-none-own = Nobody has looked at your photos yet.
views-none-how = Your own visits do not count, and neither do those of programs.
views-what = Everybody counts once in eight hours, and nobody can tell who it was. Of where they came from, only the name of the site is kept.
views-told = Everybody sees how often your photos were looked at.
views-not-told = Only you and staff see how often your photos were looked at.
views-told-change = Change this
views-setting = Views of your photos
views-setting-shown = Everybody sees how often each of your photos was looked at.
views-setting-hidden = Only you and staff see how often your photos were looked at.
views-setting-site = On this site only you and staff see how often your photos were looked at.
views-hide = Hide the numbers from others
views-show = Show the numbers to everybody
flash-views-hidden = Only you and staff see the numbers now.
flash-views-shown = Everybody sees the numbers now.
privacy-views = How often photos are looked at
privacy-views-what =
    { $hours ->
        [one] So that everybody counts once in eight hours, a hash of the beginning of your network address and of your program, or of your account, is kept together with the photo. The key it is made with changes each day and is deleted { $hours } hour after the day, and the hashes with it: then nobody can find out who looked at what.
       *[other] So that everybody counts once in eight hours, a hash of the beginning of your network address and of your program, or of your account, is kept together with the photo. The key it is made with changes each day and is deleted { $hours } hours after the day, and the hashes with it: then nobody can find out who looked at what.
    }
privacy-views-counts =
    { $days ->
        [one] What stays are numbers: how often each photo was looked at in all, on each day for { $days } day, and from which other sites people came. Its author sees them.
       *[other] What stays are numbers: how often each photo was looked at in all, on each day for { $days } days, and from which other sites people came. Its author sees them.
    }
