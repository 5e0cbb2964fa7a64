# 关于密码和邮箱的邮件。邮件以链接开头，所以说“上面的链接”。
mail-reset-subject = 为你在 { $site } 的账号设置新密码
mail-reset-why = 有人（希望是你本人）表示忘记了这个账号在 { $site } 的密码。打开上面的链接即可设置新密码，之后该账号在所有设备上都会退出登录。
mail-reset-minutes = 链接在 { $minutes } 分钟内有效，只能使用一次。
mail-reset-not-you = 如果不是你本人操作，请忽略这封邮件，你的密码不会改变。

mail-change-subject = 请确认你在 { $site } 的新邮箱地址
mail-change-why = 打开上面的链接，确认这个邮箱属于你。确认之后，它将取代你在 { $site } 的账号目前使用的邮箱。
mail-change-not-you = 如果你没有提出过这个请求，请忽略这封邮件。没有这个链接，任何账号都无法使用这个邮箱地址。

mail-changed-subject = 你在 { $site } 的账号已更换邮箱地址
mail-changed-why = 你在 { $site } 的账号刚刚确认了另一个邮箱地址。今后有关账号的邮件会发到那里，不再发到这里。
mail-changed-not-you = 如果不是你本人操作，请打开上面的链接：它会恢复这个地址，让所有设备退出登录，并发给你一个设置新密码的链接。
mail-changed-days = 链接在 { $days } 天内有效。
mail-changed-earlier = 如果不是你本人操作，请到账号更早使用的邮箱里查找之前的邮件：其中的链接可以撤销最近几天的所有更改。

mail-password-subject = 你在 { $site } 的密码已更改
mail-password-why = 你在 { $site } 的账号密码刚刚被更改。除更改密码的设备外，其他设备都已退出登录。
mail-password-not-you = 如果是你本人操作，一切正常。如果不是，请立即通过上面的链接用邮件获取新密码。

mail-in-use-subject = 有人在 { $site } 填写了你的邮箱地址
mail-in-use-why = 有人试图在 { $site } 用这个邮箱地址注册或更换邮箱。它已属于你的账号 { $name }，因此没有任何更改，对方也不会得知这一点。
mail-in-use-you = 如果是你本人，请以 { $name } 登录。如果忘记了密码，可以通过上面的链接设置新密码。
mail-in-use-not-you = 如果不是你，请忽略这封邮件。

# 忘记密码。
mails-forgot-link = 忘记密码？
mails-forgot-heading = 忘记密码？
mails-forgot-lead = 请输入你账号的邮箱，我们会发送一个链接，供你设置新密码。
mails-forgot-do = 发送链接
mails-forgot-remembered = 想起来了？
mails-reset-heading = 设置新密码
mails-reset-lead = 你的账号将在所有设备上退出登录，之后请用新密码登录。
mails-reset-do = 保存密码
mails-reset-dead = 它已被使用、已经过期，或已被新的链接取代。请重新获取链接。
mails-reset-again = 重新获取链接

# 确认新邮箱与撤销更换。
mails-confirm-heading = 确认你的新邮箱
mails-confirm-lead = 这个邮箱将取代你的账号目前使用的邮箱。你会在所有设备上退出登录，之后请重新登录。
mails-confirm-do = 确认我的新邮箱
mails-confirm-dead = 它已被使用、已经过期，或已被新的链接取代。你可以在设置中重新获取。
mails-confirm-again = 前往设置
mails-undo-heading = 恢复原来的邮箱
mails-undo-lead = 你的账号将恢复为收到此链接的邮箱。所有设备都会退出登录，我们还会发送一个设置新密码的链接给你。
mails-undo-do = 恢复
mails-undo-dead = 它已被使用，或已超过一周。如果你无法进入自己的账号，请联系网站的管理者。

# 自己的账号。
mails-account-lead = 你用什么登录，邮件发到哪里。
mails-account-confirmed = 已确认
mails-account-unconfirmed = 尚未确认
mails-account-pending = 等待确认
mails-password-heading = 密码
mails-password-hint = 你在这里保持登录；其他地方都会退出登录，所有 API 令牌也会失效。
mails-password-current = 当前密码
mails-password-new = 新密码
mails-password-do = 更改密码
mails-email-heading = 电子邮箱
mails-email-hint = 我们会向新邮箱发送链接。在你打开它之前，原来的邮箱继续有效；更换之后我们会通知原来的邮箱。
mails-email-hint-unconfirmed = 新邮箱立即生效，我们会向它发送确认链接。
mails-email-new = 新邮箱
mails-email-password = 你的密码
mails-email-do = 更换邮箱
mails-locale-heading = 邮件
mails-locale-label = 我们给你写信所用的语言
mails-locale-do = 保存
mails-trouble-refused = 最近一封发往 { $address } 的邮件被退回。如果地址有误，请更正。对方邮件服务器的答复是：
mails-trouble-given-up = 最近一封发往 { $address } 的邮件多日尝试后仍未送达。如果地址有误，请更正。
mails-verify-wrong = 地址写错了？
mails-verify-correct = 更正

# 网站管理。
mails-nav = 邮件
mails-admin-heading = 邮件
mails-admin-choose = 选择邮件
mails-admin-all = 全部
mails-admin-none = 这里没有邮件。
mails-admin-total = 共 { $n } 封邮件
mails-admin-alarm = 一小时内发出的邮件超过 500 封。没有邮件被拦下；请查看是谁在索取。
mails-admin-recipient = 收件人
mails-admin-kind = 内容
mails-admin-created = 创建时间
mails-admin-sent = 发出时间
mails-state-queued = 等待中
mails-state-sent = 已发出
mails-state-failed = 已放弃
mails-kind-verify-email = 确认邮箱
mails-kind-reset-password = 忘记密码
mails-kind-confirm-change = 确认新邮箱
mails-kind-address-changed = 邮箱已更换
mails-kind-password-changed = 密码已更改
mails-kind-address-in-use = 邮箱已被占用
mails-kind-test = 测试

flash-mails-reset-on-its-way = 如果有账号使用这个邮箱，设置新密码的链接已经发出，一小时内有效。
flash-mails-password-reset = 密码已更改，请用新密码登录。
flash-mails-password-changed = 密码已更改，其他地方都已退出登录。
flash-mails-address-asked = 邮件已发往新邮箱。
flash-mails-address-changed = 你的账号已使用新邮箱，请重新登录。
flash-mails-address-restored = 你的账号已恢复原来的邮箱，设置新密码的链接已发往那里。
flash-mails-saved = 已保存。
flash-mails-retried = 将会重新发送这封邮件。

error-mails-password = 这不是你的密码。
error-mails-same-address = 你的账号已经在使用这个邮箱。
error-mails-locale = 网站不支持这种语言。
error-mails-state = 请选择 queued、sent 或 failed。
