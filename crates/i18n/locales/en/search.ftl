search-heading = Search
search-title = Search for “{ $q }”
search-field = What to look for
search-placeholder = Search photos, people, tags
search-do = Search
search-kinds = What to look for
search-photos = Photos
search-users = People
search-tags = Tags
search-total-photos = { $n ->
    [one] 1 photo
   *[other] { $n } photos
}
search-total-users = { $n ->
    [one] 1 person
   *[other] { $n } people
}
search-total-tags = { $n ->
    [one] 1 tag
   *[other] { $n } tags
}
search-total-more = More than { $n } photos
search-more-people = More people
search-more-tags = More tags
search-none = Nothing found for “{ $q }”
search-none-try = Try fewer or shorter words: the beginning of a word is enough, and accents do not matter.
search-help = Ways to search
search-help-phrase = These words, one after the other
search-help-not = With the first word and without the second
search-help-tag = With the first tag and without the second
search-help-user = Posted by this person
search-help-date = From the first day on, and before the second; a year or a month will do
search-help-camera = Taken with this camera and this lens, where their author shows them
search-help-license = Under this licence; “none” where all rights are reserved
search-help-ratio = Of this shape: portrait, landscape, square, panorama, or 3:2
search-help-color = Mostly of this colour: a name, or #rrggbb for what looks like it
search-help-order = The oldest first
search-key = Search
search-tags-heading = Tags
search-tags-popular = Popular tags
search-tags-none = No photo has a tag yet
search-tags-none-like = No tag begins with “{ $q }”
search-tag-everybody = By everybody
search-related = Tags that go with it

error-search-type = It is photos, users or tags that can be looked for.
error-search-parts = Only the first { $max } words are looked for.
error-search-nothing = There is nothing to look for in “{ $value }”.
error-search-not = “{ $value }” cannot be excluded; only words, tags, cameras and lenses can.
error-search-user = There is nobody called “{ $value }”.
error-search-tag = “{ $value }” cannot be a tag.
error-search-date = “{ $value }” is no date; write 2025, 2025-06 or 2025-06-01.
error-search-license = “{ $value }” is no licence we know; cc0, cc-by, cc-by-sa, cc-by-nd, cc-by-nc or none are.
error-search-ratio = “{ $value }” is no shape; write portrait, landscape, square, panorama or 3:2.
error-search-color = “{ $value }” is no colour; write black, white, gray, red, orange, brown, yellow, green, cyan, blue, purple, pink or #rrggbb.
error-search-order = “{ $value }” is no order; write new or old.
error-search-slow = That search takes too long. Add a word to narrow it down.
