# 评论串、通知，以及有关的邮件。
talk-gone = 这条评论已经不在了。
talk-rest = 还有 { $n } 条回复
talk-answer = 回复
talk-answer-to = 回复 { $name }
talk-hint = 可以使用 *强调*、**着重**、[链接](https://example.org)、列表和 > 引用；用 @用户名 提到某人。
talk-thread = 评论串
talk-back = 返回照片
talk-later = 后面的回复
talk-new = 有人发表了新评论。
talk-closed = 评论已关闭。
talk-close = 关闭评论
talk-open = 重新开放评论
problem-talk-closed = 作者已关闭这张照片的评论。已有的评论仍会保留。
error-comments = 请填写 open 或 closed。
error-notice = 没有这种通知。
error-digest = 请填写 never、daily 或 weekly。

talk-notices = 通知
talk-notices-count = 通知，{ $n } 条未读
talk-notices-none = 还没有新动静。参与交流之后，这里会有消息。
talk-notices-none-do = 看看新照片
talk-read-all = 全部标为已读
flash-talk-read = 已全部标为已读。
talk-earlier = 更早的通知
talk-untitled = 无标题
talk-notice-new = 新
talk-notice-like =
    { $others ->
        [0] { $name } 喜欢你的照片《{ $title }》
       *[other] { $name } 和另外 { $others } 人喜欢你的照片《{ $title }》
    }
talk-notice-follow =
    { $others ->
        [0] { $name } 关注了你
       *[other] { $name } 和另外 { $others } 人关注了你
    }
talk-notice-follow_request = { $name } 请求关注你
talk-notice-follow_accepted =
    { $others ->
        [0] { $name } 接受了你的关注请求
       *[other] { $name } 和另外 { $others } 人接受了你的关注请求
    }
talk-notice-comment =
    { $others ->
        [0] { $name } 评论了你的照片《{ $title }》
       *[other] { $name } 和另外 { $others } 人评论了你的照片《{ $title }》
    }
talk-notice-answer = { $name } 在《{ $title }》下回复了你
talk-notice-mention = { $name } 在《{ $title }》中提到了你

talk-choices = 通知设置
talk-choices-lead = 选择在站内接收哪些通知，以及哪些可以通过邮件告诉你。
talk-choices-what = 事件
talk-choices-site = 站内
talk-choices-mail = 邮件
talk-choices-save = 保存
flash-talk-chosen = 通知设置已保存。
talk-kind-like = 有人喜欢你的照片
talk-kind-follow = 有人关注你
talk-kind-follow_request = 有人请求关注你
talk-kind-follow_accepted = 有人接受了你的关注请求
talk-kind-comment = 有人评论你的照片
talk-kind-answer = 有人回复你的评论
talk-kind-mention = 有人提到你
talk-digest = 邮件摘要
talk-digest-hint = 只有存在未读通知时才会发送。
talk-digest-never = 从不
talk-digest-daily = 每天一次
talk-digest-weekly = 每周一次

mail-digest-subject = 你在 { $site } 的新通知
mail-digest-why = 自上一封邮件以来，{ $site } 上有这些事你还没有读过：
mail-digest-more = 还有 { $n } 条，请打开上面的链接查看。
mail-digest-end = 你选择了接收邮件摘要，所以收到这封邮件。打开这个页面即可停止接收：
talk-end = 停止这些邮件
talk-end-lead = { $site } 会用邮件告诉你新动静。点一下即可停止；站内通知不受影响。
talk-end-do = 不再接收
talk-ended = 已停止发送
talk-ended-lead = 你不会再收到这类邮件，随时可以重新开启。
mails-kind-digest = 通知摘要
