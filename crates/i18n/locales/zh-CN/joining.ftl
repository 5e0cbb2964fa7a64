# 加入：证明自己是人、等待批准、邀请。

error-captcha = 请先证明你不是程序。
error-captcha-over = 验证已过期或已使用，请再做一次。
error-captcha-wrong = 差了一点，这是新的一题。
error-captcha-action = 此操作不能用拼图验证。
error-invite = 这个邀请已失效，请向邀请人再要一个。
error-reason = 请再多写一点：至少 { $min } 个字符。
error-too-fast = 提交得太快了，请再提交一次。
error-disposable = 这个服务商的邮箱是一次性的，请使用长期有效的地址。
problem-waiting = 需要先由本站人员批准，届时你会收到邮件。

captcha-label = 证明你不是程序
captcha-start = 我不是程序
captcha-instruction = 把拼块拖到形状完整一致的缺口处，或用方向键移动后按回车。
captcha-another = 换一张
captcha-handle = 拼块位置
captcha-solved = 谢谢。
captcha-again = 差了一点，这是新的一题。
captcha-working = 请稍候……
captcha-error = 拼图加载失败。请重试，或改用邮件。
captcha-letter = 其他方式：发送带链接的邮件
captcha-noscript = 未启用脚本时，可通过邮件中的链接证明你不是程序。
captcha-letter-heading = 用邮件代替拼图
captcha-letter-lead = 我们会向你的地址发送一个链接。打开它即完成验证，除此之外不保留任何信息。
captcha-letter-send = 发送链接
captcha-passed = 验证已通过，请继续填写。
flash-captcha-letter = 如果地址无误，带链接的邮件已在路上。

join-reason = 你为什么想加入？
join-reason-hint = 本站人员会在批准前阅读。
join-website = 请留空
join-waiting-heading = 你已在等候名单中
join-waiting-lead = 请先用邮件中的链接确认地址。随后本站人员会批准，你将收到邮件。
join-invite-needed = 本站仅凭邀请加入。请打开你收到的邀请链接。

waiting-heading = 申请加入的人
waiting-none = 没有人在等候。
waiting-since = 申请时间
waiting-reason = 理由
waiting-let-in = 批准
waiting-turn-away = 拒绝
waiting-confirmed = 地址已确认
waiting-unconfirmed = 地址尚未确认
flash-let-in = 已批准，并已发邮件通知。
flash-turned-away = 已拒绝，其资料未保留。

invites-heading = 邀请
invites-none = 没有有效的邀请。
invites-note = 给谁或用途
invites-uses = 可用人数
invites-days = 有效天数
invites-make = 生成链接
invites-made = 此链接只显示这一次，请发给你邀请的人。
invites-left = 剩余
invites-until = 截止
invites-by = 创建者
invites-withdraw = 撤回
flash-invite-withdrawn = 邀请已失效。

mail-human-subject = 向 { $site } 证明你不是程序
mail-human-why = 此链接向 { $site } 证明是真人在操作。一小时内有效，仅可使用一次。
mail-human-not-you = 如果不是你本人操作，请忽略：没有人得到你的地址。
mail-welcome-subject = 欢迎来到 { $site }
mail-welcome-why = 你已获准加入 { $site }。请通过上方链接登录。
flash-waiting = 申请已发送，等待本站人员批准。
flash-saved = 已保存。
error-comment-again = 你刚说过同样的话。请换一句，或十分钟后再试。
error-comment-links = 新账号的前 { $count } 条评论不能包含链接。
