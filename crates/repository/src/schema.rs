//! The tables, as both databases have them. A test selects every column on both.

use diesel::table;

table! {
    users (id) {
        id -> BigInt, name -> Text, name_key -> Text, email -> Text, email_key -> Text,
        password_hash -> Text, display_name -> Text, bio -> Text, role -> Text, locale -> Text,
        created_at -> BigInt, verified_at -> Nullable<BigInt>, suspended_at -> Nullable<BigInt>,
        handle -> Nullable<Text>, totp_nonce -> Nullable<Text>, totp_step -> BigInt,
        waiting_since -> Nullable<BigInt>, reason -> Text, leaving_at -> Nullable<BigInt>,
        private_since -> Nullable<BigInt>, links -> Text, avatar -> Nullable<Text>,
        license -> Text,
        hide_views -> Bool,
    }
}
table! {
    sessions (id) {
        id -> BigInt, user_id -> BigInt, token_hash -> Text, kind -> Text, user_agent -> Text,
        created_at -> BigInt, seen_at -> BigInt, expires_at -> BigInt, network -> Text,
        confirmed_at -> BigInt,
    }
}
table! {
    api_tokens (id) {
        id -> BigInt, user_id -> BigInt, name -> Text, token_hash -> Text, scope -> Text,
        created_at -> BigInt, used_at -> Nullable<BigInt>, expires_at -> Nullable<BigInt>,
    }
}
table! {
    passkeys (id) {
        id -> BigInt, user_id -> BigInt, credential_id -> Text, name -> Text, record -> Text,
        created_at -> BigInt, used_at -> Nullable<BigInt>,
    }
}
table! {
    recovery_codes (code_hash) {
        code_hash -> Text, user_id -> BigInt,
    }
}
table! {
    proofs (id) {
        id -> Text, purpose -> Text, user_id -> Nullable<BigInt>, client -> Text, data -> Text,
        created_at -> BigInt, expires_at -> BigInt,
    }
}
table! {
    links (id) {
        id -> BigInt, user_id -> BigInt, purpose -> Text, email -> Text, nonce -> Text,
        token_hash -> Text, created_at -> BigInt, expires_at -> BigInt,
    }
}
table! {
    limits (key) {
        key -> Text, full_at -> BigInt,
    }
}
table! {
    invites (id) {
        id -> BigInt, token_hash -> Text, made_by -> Nullable<BigInt>, note -> Text,
        uses_left -> BigInt, created_at -> BigInt, expires_at -> BigInt,
    }
}
table! {
    retired_names (name_hash) {
        name_hash -> Text,
    }
}
table! {
    audit (id) {
        id -> BigInt, at -> BigInt, actor -> Text, via -> Text, network -> Text, deed -> Text,
        target -> Text, details -> Text,
    }
}
table! {
    exports (id) {
        id -> BigInt, user_id -> BigInt, state -> Text, blob_key -> Text, size -> BigInt,
        attempts -> BigInt, due_at -> BigInt, created_at -> BigInt,
        expires_at -> Nullable<BigInt>, last_error -> Text,
    }
}
table! {
    mails (id) {
        id -> BigInt, message_id -> Text, user_id -> Nullable<BigInt>, recipient -> Text,
        locale -> Text, letter -> Text, state -> Text, attempts -> Integer, due_at -> BigInt,
        created_at -> BigInt, sent_at -> Nullable<BigInt>, last_error -> Text, kind -> Text,
    }
}
table! {
    photos (id) {
        id -> BigInt, key -> Text, author_id -> BigInt, title -> Text, caption -> Text,
        visibility -> Text, license -> Text, created_at -> BigInt,
        edited_at -> Nullable<BigInt>, shown_at -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>, talk_closed_at -> Nullable<BigInt>, original -> Bool,
    }
}
table! {
    pictures (id) {
        id -> BigInt, hash -> Text, state -> Text, problem -> Text, width -> Integer,
        height -> Integer, frames -> Integer, placeholder -> Text, colour -> Text,
        created_at -> BigInt,
    }
}
table! {
    images (id) {
        id -> BigInt, key -> Text, photo_id -> BigInt, picture_id -> BigInt, position -> Integer,
        alt -> Text, source_hash -> Text, receipt -> Text, camera -> Text,
    }
}
table! {
    gone_images (key) {
        key -> Text, photo_id -> BigInt,
    }
}
table! {
    variants (blob_key) {
        blob_key -> Text, picture_id -> BigInt, role -> Text, width -> Integer,
        height -> Integer, media_type -> Text, size -> BigInt, hash -> Text,
    }
}
table! {
    jobs (id) {
        id -> BigInt, kind -> Text, picture_id -> Nullable<BigInt>, state -> Text,
        attempts -> Integer, due_at -> BigInt, created_at -> BigInt, last_error -> Text,
    }
}
table! {
    photo_tags (photo_id, position) {
        photo_id -> BigInt, position -> Integer, tag -> Text, folded -> Text,
    }
}
table! {
    comments (id) {
        id -> BigInt, key -> Text, photo_id -> BigInt, author_id -> BigInt,
        parent_id -> Nullable<BigInt>, body -> Text, created_at -> BigInt,
        edited_at -> Nullable<BigInt>, deleted_at -> Nullable<BigInt>, nth -> BigInt,
    }
}
table! {
    notifications (id) {
        id -> BigInt, user_id -> BigInt, kind -> Text, actor_id -> BigInt,
        photo_id -> Nullable<BigInt>, comment_id -> Nullable<BigInt>, group_id -> BigInt,
        in_app -> Bool, created_at -> BigInt, read_at -> Nullable<BigInt>,
    }
}
table! {
    notification_choices (user_id) {
        user_id -> BigInt, silent -> Text, mailed -> Text, digest -> Text, digest_from -> BigInt,
        digest_due -> Nullable<BigInt>, nonce -> Text, token_hash -> Text,
    }
}
table! {
    follows (follower_id, followed_id) {
        follower_id -> BigInt, followed_id -> BigInt, created_at -> BigInt,
    }
}
table! {
    follow_requests (follower_id, followed_id) {
        follower_id -> BigInt, followed_id -> BigInt, created_at -> BigInt,
    }
}
table! {
    followed_tags (user_id, tag) {
        user_id -> BigInt, tag -> Text, created_at -> BigInt,
    }
}
table! {
    likes (photo_id, user_id) {
        photo_id -> BigInt, user_id -> BigInt, created_at -> BigInt,
    }
}
table! {
    bookmarks (user_id, photo_id) {
        user_id -> BigInt, photo_id -> BigInt, created_at -> BigInt,
    }
}
table! {
    blocks (blocker_id, blocked_id) {
        blocker_id -> BigInt, blocked_id -> BigInt, created_at -> BigInt,
    }
}
table! {
    mutes (muter_id, muted_id) {
        muter_id -> BigInt, muted_id -> BigInt, created_at -> BigInt,
    }
}
table! {
    avatars (blob_key) {
        blob_key -> Text, user_id -> BigInt, key -> Text, media_type -> Text, size -> BigInt,
        hash -> Text,
    }
}
table! {
    photo_index (photo_id) {
        photo_id -> BigInt, words -> Text, ratio -> BigInt, hue -> Text, red -> BigInt,
        green -> BigInt, blue -> BigInt,
    }
}
table! {
    user_index (user_id) {
        user_id -> BigInt, words -> Text,
    }
}
table! {
    albums (id) {
        id -> BigInt, key -> Text, user_id -> BigInt, slug -> Text, title -> Text,
        description -> Text, visibility -> Text, cover_id -> Nullable<BigInt>,
        created_at -> BigInt, edited_at -> Nullable<BigInt>,
    }
}
table! {
    album_slugs (user_id, slug) {
        user_id -> BigInt, slug -> Text, album_id -> BigInt,
    }
}
table! {
    album_photos (album_id, photo_id) {
        album_id -> BigInt, photo_id -> BigInt, position -> BigInt,
    }
}
table! {
    shares (id) {
        id -> BigInt, key -> Text, user_id -> BigInt, photo_id -> Nullable<BigInt>,
        album_id -> Nullable<BigInt>, token_hash -> Text, password_hash -> Text,
        created_at -> BigInt, expires_at -> Nullable<BigInt>, uses -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}
table! {
    photo_edits (id) {
        id -> BigInt, photo_id -> BigInt, user_id -> BigInt, at -> BigInt, was -> Text,
    }
}
table! {
    reports (id) {
        id -> BigInt, key -> Text, reporter_id -> BigInt, photo_id -> Nullable<BigInt>,
        comment_id -> Nullable<BigInt>, user_id -> Nullable<BigInt>, reason -> Text, note -> Text,
        state -> Text, created_at -> BigInt, decided_at -> Nullable<BigInt>, decided_by -> Text,
    }
}
table! {
    view_counts (photo_id) {
        photo_id -> BigInt, views -> BigInt, networks -> BigInt,
    }
}
table! {
    standings (photo_id) {
        photo_id -> BigInt, author_id -> BigInt, created_at -> BigInt, likes -> BigInt, commenters -> BigInt,
        bookmarks -> BigInt, networks -> BigInt, points -> BigInt, score -> BigInt, dice -> BigInt,
    }
}
table! {
    taste_choices (user_id) {
        user_id -> BigInt, off -> Bool, reset_at -> BigInt,
    }
}
table! {
    standings_due (id) {
        id -> BigInt, photo_id -> BigInt,
    }
}
table! {
    formula (id) {
        id -> BigInt, like_weight -> BigInt, comment_weight -> BigInt, bookmark_weight -> BigInt,
        view_weight -> BigInt, step -> BigInt, seconds -> BigInt,
    }
}
table! {
    unclaimed_blobs (blob_key) {
        blob_key -> Text, doomed -> Bool, due_at -> BigInt,
    }
}

table! {
    visit_keys (day) {
        day -> BigInt, key -> Text,
    }
}
table! {
    visits (visitor) {
        visitor -> BigInt, photo_id -> BigInt, day -> BigInt, at -> BigInt, count -> BigInt,
    }
}
table! {
    view_days (photo_id, day) {
        photo_id -> BigInt, day -> BigInt, views -> BigInt,
    }
}
table! {
    view_sources (photo_id, site) {
        photo_id -> BigInt, site -> Text, views -> BigInt,
    }
}

diesel::joinable!(view_counts -> photos (photo_id));
diesel::joinable!(view_days -> photos (photo_id));
diesel::joinable!(view_sources -> photos (photo_id));
diesel::joinable!(images -> photos (photo_id));
diesel::joinable!(gone_images -> photos (photo_id));
diesel::joinable!(images -> pictures (picture_id));
diesel::joinable!(variants -> pictures (picture_id));
diesel::joinable!(jobs -> pictures (picture_id));
diesel::joinable!(photo_tags -> photos (photo_id));
diesel::joinable!(photo_index -> photos (photo_id));
diesel::joinable!(comments -> photos (photo_id));
diesel::joinable!(avatars -> users (user_id));
diesel::joinable!(bookmarks -> photos (photo_id));
diesel::joinable!(likes -> photos (photo_id));
diesel::joinable!(likes -> users (user_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(api_tokens -> users (user_id));
diesel::joinable!(passkeys -> users (user_id));
diesel::joinable!(recovery_codes -> users (user_id));
diesel::joinable!(proofs -> users (user_id));
diesel::joinable!(links -> users (user_id));
diesel::joinable!(exports -> users (user_id));
diesel::joinable!(notification_choices -> users (user_id));
diesel::joinable!(albums -> users (user_id));
diesel::joinable!(album_slugs -> albums (album_id));
diesel::joinable!(album_photos -> albums (album_id));
diesel::joinable!(album_photos -> photos (photo_id));
diesel::joinable!(shares -> users (user_id));
diesel::joinable!(photo_edits -> users (user_id));
diesel::allow_tables_to_appear_in_same_query!(
    album_photos,
    album_slugs,
    albums,
    api_tokens,
    audit,
    avatars,
    blocks,
    bookmarks,
    comments,
    exports,
    follow_requests,
    followed_tags,
    follows,
    formula,
    gone_images,
    images,
    invites,
    jobs,
    likes,
    limits,
    links,
    mails,
    mutes,
    notification_choices,
    notifications,
    passkeys,
    photo_index,
    photo_edits,
    photo_tags,
    photos,
    pictures,
    proofs,
    recovery_codes,
    reports,
    retired_names,
    sessions,
    shares,
    standings,
    standings_due,
    taste_choices,
    unclaimed_blobs,
    user_index,
    users,
    variants,
    view_counts,
    view_days,
    view_sources,
    visit_keys,
    visits,
);
