# 页面上的文字。

# 每个页面的框架。
nav-skip = 跳到正文
nav-label = 主导航
nav-home = 回去看照片
nav-new = 最新
nav-upload = 上传
nav-you = 你：{ $name }
nav-profile = 我的照片
nav-jobs = 工作
nav-users = 用户
nav-sign-in = 登录
nav-sign-out = 退出登录
nav-join = 加入
nav-unverified = 你的邮箱尚未确认，目前可以浏览，但还不能发布。
nav-unverified-do = 去确认
footer-language = 语言
footer-theme-system = 主题：跟随系统
footer-theme-light = 主题：浅色
footer-theme-dark = 主题：深色

# 键盘帮助。
help-open = 快捷键
help-title = 快捷键
help-step = 照片墙上的下一张、上一张
help-enter = 打开照片
help-walk = 看照片时，沿来时的照片墙前后翻看
help-comment = 写评论
help-upload = 上传
help-help = 显示快捷键
help-use = 启用这些快捷键
help-close = 关闭

# 表单。
form-cancel = 取消
form-close = 关闭
form-busy = 请稍候……
form-offline = 暂时连不上网站。你输入的内容还在，请稍后再试。
form-failed = 没有成功。你输入的内容还在，请稍后再试。

# 列表。
paging-loading = 正在加载……
paging-added = 已在下方加载更多内容。
paging-failed = 未能加载，请重试
paging-pages = 分页
paging-previous = 上一页
paging-next = 下一页

# 照片墙。
wall-new = 最新
wall-more = 更多照片
wall-end = 已经到底了。
wall-empty = 墙上还空着。
wall-empty-post = 挂上第一张照片，让大家一来就看到它。
wall-empty-join = 加入我们，挂上第一张照片。
wall-empty-later = 有人发布照片后，就会出现在这里。
wall-empty-upload = 上传照片
wall-empty-following-tag = 你关注的人还没有发布带 #{ $name } 标签的照片。
wall-empty-tag = 还没有带 #{ $name } 标签的照片。
wall-empty-time = 这段时间没有照片。
wall-empty-time-how = 这种排序只包含最近发布的照片。如有更早的照片，可在上方更长的时间或其他排序中找到。
wall-empty-rising = 没有正在上升的照片。
wall-empty-rising-how = 只有最近三天的照片会上升。如有更早的照片，可在上方的其他排序中找到。
wall-empty-look = 看看最新照片

# 一张照片。
photo-untitled = 无题
photo-pictures = { $n } 张图片
photo-likes = { $n } 次喜欢
photo-comments = { $n } 条评论
photo-views = { $n } 次浏览
photo-visibility-public = 公开
photo-visibility-unlisted = 不列出
photo-visibility-followers = 关注者可见
photo-visibility-private = 仅自己可见
photo-edited = 已编辑
photo-tags = 标签
photo-facts = 照片信息
photo-licence = 许可
photo-license-none = 保留所有权利
photo-size = 最大尺寸
photo-noticed = 反响
photo-edit = 编辑
photo-edit-heading = 编辑照片信息
photo-save = 保存
photo-delete = 删除这张照片
photo-delete-ask = 照片连同其图片和评论将被永久删除。
photo-delete-do = 永久删除
photo-processing = 正在生成各种尺寸；完成后其他人就能看到。
photo-ready = 图片已准备好。
photo-failed = 无法处理这张图片。
photo-camera = 拍摄器材

# What became of a file that was sent.
receipt-open = 你的文件如何处理
receipt-location = 拍摄地点在保存之前已被移除。
receipt-removed-some = 私密信息在保存之前已被移除。
receipt-removed-none = 文件中没有私密信息。
receipt-untouched = 图片本身未被改动：每个像素都和你发送的一样。
receipt-shrunk = 它的像素超过了本站的上限，已按你的意愿缩小一次。
receipt-format = 格式
receipt-frames = { $n } 帧
receipt-bytes = 字节
receipt-bytes-of = 收到 { $received }，保留 { $kept }
receipt-profile = 色彩配置
receipt-sizes = 已生成的尺寸
receipt-removed = 已移除

# 发布与编辑照片。
upload-heading = 分享照片
upload-file = 选择图片
upload-file-drop = 也可以拖到这里，或直接粘贴。
upload-file-hint = 支持 JPEG、PNG、WebP、GIF，单张不超过 { $mb } MB，最多 { $n } 张。
upload-file-again = 请重新选择图片：浏览器无法替你保留它们。你填写的文字都还在。
upload-alt = 画面描述
upload-alt-of = 第 { $n } 张的画面描述
upload-alt-hint = 写给看不见图片的人，一句话就够。
upload-title = 标题
upload-caption = 说明
upload-caption-hint = 网址会自动变成链接。
upload-tags = 标签
upload-tags-hint = 用空格隔开，例如：湖 清晨；最多 { $n } 个。
upload-visibility = 谁可以看
upload-license = 他人可以如何使用
upload-license-none = 保留所有权利
upload-license-cc0-1-0 = 随意使用（CC0 1.0）
upload-license-cc-by-4-0 = 须署名（CC BY 4.0）
upload-license-cc-by-sa-4-0 = 须署名，以相同方式共享（CC BY-SA 4.0）
upload-license-cc-by-nd-4-0 = 须署名，不得改动（CC BY-ND 4.0）
upload-license-cc-by-nc-4-0 = 须署名，不得商用（CC BY-NC 4.0）
upload-license-cc-by-nc-sa-4-0 = 须署名，不得商用，以相同方式共享（CC BY-NC-SA 4.0）
upload-license-cc-by-nc-nd-4-0 = 须署名，不得商用，不得改动（CC BY-NC-ND 4.0）
upload-send = 发布
upload-remove = 移除
upload-nudge = 没有“画面描述”的图片，看不见的人就无从知道画面。你也可以先发布，以后再补上。
upload-progress = 上传进度
upload-sending = 正在上传……
upload-working = 正在生成各种尺寸……
upload-camera = 同时显示相机、镜头和曝光（绝不显示地点）
upload-shrink = 如果像素超过本站上限，就将其缩小
upload-private = 地点、序列号和其他隐藏信息在保存之前全部移除；像素保持原样。

# 评论。
comment-talk = 评论
comment-none = 还没有人说话。
comment-more = 后面的评论
comment-yours = 你的评论
comment-send = 发送
comment-save = 保存
comment-edit = 编辑
comment-edited = 已编辑
comment-edit-heading = 编辑评论
comment-delete = 删除
comment-delete-ask = 删除后无法恢复。
comment-delete-do = 删除评论
comment-sign-in = 登录后参与评论
comment-confirm-first = 确认邮箱之后就可以参与评论。

# 个人主页。
profile-photos = { $n } 张照片
profile-since = { $date }加入
profile-wall = 照片
profile-suspended = 此账号已被停用，只有管理人员能看到这个页面。
profile-empty = { $name } 还没有发布你能看到的照片。
profile-empty-own = 你的墙上还空着。
profile-empty-own-how = 你发布的照片会挂在这里，新的在前。

# 账号。
account-join = 加入
account-join-heading = 加入 { $name }
account-join-lead = 浏览无需账号。加入后可以分享照片、参与评论。
account-have-one = 已经有账号？
account-no-account = 还没有账号？
account-username = 用户名
account-username-hint = 会出现在你主页的网址里，其他人可以看到。
account-email = 电子邮箱
account-email-hint = 我们会发一个确认链接给你。其他人看不到你的邮箱。
account-password = 密码
account-password-hint = 至少 8 个字符，用一整句话就很好。
account-login = 用户名或邮箱
account-remember = 保持登录
account-verify-heading = 确认你的邮箱
account-verify-sent = 我们已向 { $email } 发送链接。打开它并按下页面上的按钮，就可以发布照片了。
account-verify-ask = 你加入时，我们发送过一个链接。打开它并按下页面上的按钮，就可以发布照片了。
account-verify-outbox = 本站目前不寄出邮件，而是把每封信写入服务器上的一个文件夹。网站的管理者可以在这里找到你的信：
account-resend-heading = 没有收到？
account-resend-hint = 请先看看垃圾邮件。发送新链接后，旧链接随即失效。
account-resend = 重新发送
account-verified-heading = 你的邮箱已确认
account-verified-lead = 现在可以发布照片、参与评论了。
account-confirm-heading = 只差一步
account-confirm-lead = 按下按钮，确认这个邮箱属于你。
account-confirm-do = 确认我的邮箱
account-confirm-dead = 这个链接已经失效
account-confirm-dead-lead = 它已被使用、已经过期，或已被新的链接取代。如果你的邮箱还没有确认，请重新获取链接。

# 网站管理。
admin-users = 用户
admin-total = 共 { $n } 位用户
admin-user = 用户
admin-role = 角色
admin-role-member = 成员
admin-role-moderator = 版主
admin-role-admin = 管理员
admin-joined = 加入时间
admin-photos = 照片
admin-state = 状态
admin-active = 正常
admin-unverified = 未确认
admin-suspended = 已停用
admin-act = 操作
admin-suspend = 停用
admin-reinstate = 恢复
admin-yourself = 这是你自己
jobs-heading = 待办工作
jobs-note = 已放弃的排在最前，重试成功后才会消失。
jobs-none = 没有等待中的工作，也没有放弃的工作。
jobs-photo = 照片
jobs-since = 自
jobs-attempts = 次数
jobs-error = 出错原因
jobs-retry = 重试
jobs-state-queued = 等待中
jobs-state-failed = 已放弃

# 刚刚完成的操作。
flash-registered = 欢迎！我们已向你发送确认邮箱的链接。
flash-verified = 邮箱已确认，现在可以发布照片了。
flash-signed-in = 你已登录。
flash-signed-out = 你已退出登录。
flash-photo-posted = 照片已经挂上墙了。
flash-share-received = 照片已收到，目前只有你能看到。写上说明，再选择谁可以看。
flash-share-sign-in = 请先登录，然后在这里选择照片，或者再分享一次。
flash-job-retried = 将会重试。
flash-photo-saved = 照片已保存。
flash-photo-deleted = 照片及其图片已删除。
flash-comment-posted = 评论已发表。
flash-comment-saved = 评论已保存。
flash-comment-deleted = 评论已删除。
flash-user-suspended = 该用户已停用，并已在所有设备上退出登录。
flash-user-reinstated = 该用户已恢复。
flash-user-saved = 用户已保存。
flash-mail-on-its-way = 如果有需要确认的账号使用这个邮箱，新的链接已经发出。
flash-language = 网站现在会用中文与你交流。
