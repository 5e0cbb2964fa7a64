# 喜欢、收藏、关注、屏蔽、私密账号、个人资料。

# 照片旁。
people-marks = 喜欢与收藏
people-like = 喜欢
people-liked = 已喜欢
people-bookmark = 收藏
people-bookmarked = 已收藏
people-who-likes = 谁喜欢
people-help-like = 在照片页：喜欢或取消喜欢

# 个人页。
people-follow = 关注
people-follow-tag = 关注此标签
people-following = 已关注
people-asked = 已申请
people-follows-you = 关注了你
people-more = 更多
people-mute = 静音
people-unmute = 取消静音
people-mute-hint = 你的照片墙上不再出现此人的照片。对方不会知道。
people-muted-said = 已静音：你的照片墙上不会出现此人的照片。
people-block = 屏蔽
people-unblock = 取消屏蔽
people-block-hint = 你们将看不到彼此。
people-blocked-said = 你已屏蔽此人，你们看不到彼此的照片。
people-unfollow = 取消关注
people-followers = { $n } 位关注者
people-follows = 关注了 { $n } 人
people-profile-edit = 编辑个人资料
people-private-said = 这是私密账号。
people-private-how = 关注对方；对方同意后，你就能在这里看到照片。

# 人员列表。
people-list-likes = 谁喜欢
people-list-followers = 关注者
people-list-following = 正在关注
people-list-requests = 关注申请
people-list-blocked = 已屏蔽
people-list-muted = 已静音
people-none-likes = 你能看到的人里还没有人喜欢它。
people-none-followers = 还没有关注者。好照片会带来朋友。
people-none-following = 还没有关注任何人。四处看看，关注你喜欢的人。
people-none-requests = 没有人在等待。账号设为私密后，才会有关注申请。
people-none-blocked = 你没有屏蔽任何人。可在对方页面的菜单中屏蔽。
people-none-muted = 你没有静音任何人。可在对方页面的菜单中静音。
people-list-more = 更多
people-list-all = 查看全部
people-back = 返回
people-accept = 同意
people-decline = 拒绝
people-remove = 移除

# 自己的照片墙。
people-wall-following = 关注
people-wall-bookmarks = 收藏
people-note-following = 你关注的人和标签的最新照片。
people-note-bookmarks = 最近收藏的排在最前。只有你能看到。
people-empty-following = 这里还没有照片。
people-empty-bookmarks = 你还没有收藏。
people-how-following = 关注一些人和标签，他们的最新照片会汇集在这里。
people-how-bookmarks = 收藏照片，方便以后再看。其他人不会知道。
people-way-new = 查看全部新照片

# 谁可以接近。
people-privacy = 隐私
people-private-heading = 私密账号
people-private-on = 你的账号是私密的：无论照片自身如何设置，只有你同意的关注者能看到。
people-private-off = 你的账号是公开的：所有人都能看到你的公开照片，任何人都可以关注你。
people-private-close-hint = 设为私密后，新的关注者需要申请。现有的关注者会保留。
people-private-open-hint =
    { $n ->
        [0] 公开后，所有人又能看到你的公开照片。
       *[other] 公开后，所有人又能看到你的公开照片，并且会同意正在等待的 { $n } 人。
    }
people-private-close = 将账号设为私密
people-private-open = 公开我的账号
people-waiting =
    { $n ->
        [0] 没有人在等待
       *[other] { $n } 人在等待
    }
people-your-followers = 你的关注者

# 关于自己。
people-profile = 个人资料
people-profile-lead = 别人看到的关于你的介绍。
people-profile-see = 查看你的页面
people-avatar = 头像
people-avatar-file = 一张图片
people-avatar-hint = JPEG、PNG、WebP 或 GIF。只保留中间的正方形，文件中的其他信息都会去除。
people-avatar-do = 使用这张图片
people-avatar-remove = 移除头像
people-words = 关于你
people-display-name = 名字
people-display-name-hint = 最多 60 个字符。留空则显示用户名。
people-bio = 简介
people-bio-hint = 最多 1,000 个字符。
people-links = 链接
people-link = 链接 { $n }
people-links-hint = 最多 5 个以 https:// 开头的网址
people-profile-save = 保存

# 刚刚完成的事。
flash-people-liked = 你喜欢了这张照片。
flash-people-unliked = 你已取消喜欢。
flash-people-bookmarked = 已加入收藏。
flash-people-unbookmarked = 已取消收藏。
flash-people-followed = 你已关注此人。
flash-people-requested = 已发送申请，对方同意后即可关注。
flash-people-unfollowed = 你已取消关注。
flash-people-blocked = 已屏蔽此人。
flash-people-unblocked = 已取消屏蔽。
flash-people-muted = 你的照片墙上不会再出现此人的照片。
flash-people-unmuted = 此人的照片又会出现在你的照片墙上。
flash-people-accepted = 对方现在关注了你。
flash-people-declined = 已拒绝申请，对方不会知道。
flash-people-removed = 对方不再关注你，也不会知道。
flash-people-private = 你的账号现在是私密的。
flash-people-open = 你的账号现在是公开的。
flash-people-tag-followed = 你已关注此标签。
flash-people-tag-unfollowed = 你已取消关注此标签。
flash-people-profile = 个人资料已保存。
flash-people-avatar = 头像已更新。
flash-people-avatar-gone = 头像已移除。

# 出错时。
error-link = 每个链接都必须是以 https:// 开头的完整网址
error-too-many-links = 最多 { $max } 个链接。
problem-yourself = 不能对自己这样做。
problem-blocked-by-you = 你已屏蔽此人，请先取消屏蔽。
problem-too-many-tags = 你关注的标签已达上限，请先取消一些。

people-new-photos = 新照片
people-new-license-hint = 别人可以怎样使用你今后发布的照片。每张照片都可以另选，已有的照片不变。
people-new-save = 保存选择
