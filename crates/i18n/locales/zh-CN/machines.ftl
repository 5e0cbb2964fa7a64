machines-about = 关于
machines-about-what = 大家在这里发布照片，并聊聊这些照片。
machines-about-photos = { $n ->
    [0] 这里还没有公开的照片。
   *[other] 这里有 { $n } 张公开的照片。
}
machines-about-people = { $n ->
    [0] 还没有人加入。
   *[other] 已有 { $n } 人加入。
}
machines-about-who = 由谁运营
machines-about-reach = 联系方式：
machines-about-nobody = 站长没有留下联系方式。
machines-about-join = 加入
machines-registration-open = 任何人都可以加入。
machines-registration-approval = 任何人都可以申请加入，由管理人员批准。
machines-registration-invite = 收到邀请的人可以加入。
machines-registration-closed = 目前不接受新成员。
machines-about-read = 值得一读
machines-about-programs = 给程序用
machines-about-runs = 软件
machines-rules = 规则
machines-rule-own = 发布自己拍摄的照片；若是他人的作品，须得到作者许可并注明作者。
machines-rule-people = 以对方愿意的方式呈现他人。如果有人要求撤下有他们的照片，请撤下。
machines-rule-kind = 谈论照片，不针对人。不侮辱、不威胁、不煽动仇恨。
machines-rule-law = 不发布违法内容；绝不允许涉及儿童的色情图片。
machines-rule-spam = 不做广告，不批量灌水，不用第二个账号绕过停用。
machines-rule-staff = 管理人员可以移除违反规则的内容，并停用屡次违反规则的账号。
machines-limits = 限制
machines-limits-lead = 本站接受的范围，与程序所用的数字一致。超出时会说明原因并拒绝，你输入的内容不会丢失。
machines-limits-files = 照片
machines-limits-files-what = 每次发布最多 { $n } 张，每张不超过 { $mb } MB、{ $pixels } 百万像素：JPEG、PNG、WebP 或 GIF。
machines-limits-words = 文字
machines-limits-words-what = 标题最多 { $title } 个字符，说明最多 { $caption } 个，替代文字最多 { $alt } 个，评论最多 { $comment } 个。
machines-limits-tags = 标签
machines-limits-tags-what = 每张照片最多 { $n } 个。
machines-limits-often = 频率
machines-limits-often-what = 发布、评论、登录和索取邮件都按小时和按天限制，注册第一天的账号限制更严。过于频繁时会告知何时可以再试；程序会收到 429 和 Retry-After。
machines-api = API
machines-api-lead = 你在本站看到的一切，程序也能在相同的路径下以 JSON 取得。本页由供程序阅读的描述生成：
machines-api-base = 以下所有路径都以此开头：
machines-api-token = 需要登录的调用要带上令牌。
machines-api-token-do = 创建一个
machines-api-fill = 把命令粘贴到终端即可运行。大写的部分由你填写。
machines-api-subjects = 主题
machines-api-signed-in = 需要令牌。
machines-api-example = 返回内容示例
machines-feed = 最新照片订阅（Atom）
