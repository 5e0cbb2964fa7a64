# 带走全部数据。
export-heading = 带走数据
export-lead = 把你在这里的一切装进一个压缩包：网站保存的图片原件、你写下的全部文字，以及网站掌握的关于你的信息。
export-queued = 正在为你准备压缩包。准备好后会发邮件通知，你不必在这里等待。
export-waits-store = 图片存储或数据库暂时没有响应，稍后会自动重试。
export-waits-ours = 我们这边出了点问题，稍后会自动重试。
export-reload = 查看进度
export-ready = 压缩包已准备好，大小约 { $mb } MB。
export-until = 可下载至 { $date }。
export-fetch = 下载压缩包
export-failed-store = 压缩包没能生成：多次尝试后，图片存储或数据库仍无响应。你可以重新申请。
export-failed-ours = 压缩包没能生成：多次尝试后，我们这边仍然出错。你可以重新申请；站长可以在日志里找到原因。
export-expired = 上一个压缩包已过期并删除。
export-ask = 生成压缩包
export-ask-hint = 只有你本人可以下载，保留 { $days } 天。
export-next = { $date } 之后可以再次申请。
export-inside = 里面有什么
export-inside-pictures = 你的全部图片文件，像素与上传时完全一致
export-inside-words = 你为作品写的文字和你发表的评论，附全部日期，格式为 JSON
export-inside-account = 你的账号信息、登录过的设备、你关注的人和关注你的人，以及管理人员对你做出的决定
export-leave = 你也可以删除账号及其中的一切。
export-leave-do = 如何离开

# 离开。
leaving-heading = 删除账号
leaving-lead = 属于你的一切都会消失：先隐藏，再永久删除。
leaving-export-heading = 离开之前
leaving-export = 要不要先保留一份图片和文字？
leaving-export-ready = 你的压缩包已经准备好，可以下载。
leaving-export-queued = 你的压缩包正在准备中。如果现在离开，它将不会完成。
leaving-export-do = 带走数据
leaving-what = 会删除什么
leaving-photos =
    { $n ->
        [0] 你没有作品
       *[other] { $n } 个作品，连同其中的图片和别人在下面的评论
    }
leaving-comments =
    { $n ->
        [0] 你没有评论
       *[other] { $n } 条评论；别人的回复会保留
    }
leaving-rest = 你的个人主页、邮箱地址、关注与粉丝、访问令牌、通行密钥和压缩包
leaving-name = 你的用户名不会再给任何人使用。为此网站只保留它的指纹，别无其他。
leaving-when = 什么时候
leaving-when-days =
    { $days ->
        [0] 立即生效：所有人都不再看到你的内容，你会在所有设备上退出登录，数据在几分钟内删除，无法恢复。
       *[other] 所有人立即不再看到你的内容，你会在所有设备上退出登录。{ $days } 天后数据将被永久删除。在那之前可以反悔：登录并选择留下。
    }
leaving-password-hint = 确认是你本人。
leaving-do = 删除我的一切
leaving-stay-heading = 要留下来吗？
leaving-stay-lead = 你的账号及其中的一切目前处于隐藏状态，等待删除。如果你留下，所有内容立即恢复可见。
leaving-stay-again = 请再次输入，确认是你本人。
leaving-stay-do = 留下
leaving-stay-not = 不，让它被删除

error-leaving-password = 这不是你的密码。
problem-leaving = 这个账号将在 { $days } 天内永久删除，除非你表示要留下。
problem-left = 这个账号正在删除中，已经来不及恢复。
problem-last-admin = 你是本站唯一的管理员。请先让别人成为管理员，然后再离开。
problem-leaving-yourself = 管理员不能删除自己。要离开，请使用你自己的设置。
problem-export-soon = 距离上次申请还不到一周。{ $date } 之后可以再次申请。
problem-export-expired = 这个压缩包已过期并删除。你可以重新申请。
flash-export-asked = 正在为你准备压缩包，准备好后会发邮件通知。
flash-leaving = 你的内容已全部隐藏，并已在所有设备上退出登录。如果改变主意，请在删除之前登录。
flash-user-sent-away = 该用户已在所有设备上退出登录，内容全部隐藏，等待删除。

# 管理人员。
leaving-profile = 这个账号即将离开：其中的一切将于 { $date } 删除。只有管理人员能看到此页。
leaving-admin-open = 删除这个账号
leaving-admin-ask = 该用户的一切立即隐藏，宽限期结束后删除。除非账号已被封禁，否则会有邮件告知如何恢复。
leaving-admin-do = 删除

# 保留什么，保留多久。
privacy-link = 隐私
privacy-heading = 保留什么，保留多久
privacy-lead = { $site } 只保留展示图片和交流所需的信息。不出售，不用于广告，别的网站也无法从这里的页面得知你来过。
privacy-account = 你的账号
privacy-account-what = 你的用户名、邮箱地址、自我介绍，以及以任何人都无法读取的形式保存的密码，保留到你删除账号为止。邮箱用于接收本站邮件，只有你和管理员能看到。
privacy-posts = 你发布的内容
privacy-posts-what = 图片、文字和评论保留到你删除为止。拍摄地点、序列号等隐藏数据在文件保存之前就已清除。
privacy-posts-gone = 你删除的内容，所有人立即无法看到；文件随之删除，存储无响应时最迟 { $hours } 小时内删除。
privacy-ties = 你与他人的联系
privacy-ties-what = 能看到照片的人都能看到谁喜欢它；能看到你个人主页的人都能看到你关注了谁，除非你的账号是私密的。收藏、屏蔽和静音只有你自己看得到。举报只有管理人员可见，不会告诉任何人是谁举报的。除非你关闭推荐，你喜欢、收藏和评论的内容会与其他人的行为相比较，你最近看过的 200 张照片会在内存中保留一天，用来推荐接下来看什么；这些都不会写下来。你已经看过的照片，靠防止重复计数的哈希来排除。
privacy-ties-notices = 关于他人的通知在 { $days } 天后删除。
privacy-ties-links = 对于秘密链接，只记录打开的次数和最近一次打开的时间，不记录是谁打开的。你文字的早期版本只有你和管理人员可见，并随照片一起删除。
privacy-sessions = 登录状态
privacy-sessions-what = 登录期间，网站知道你使用的程序，以便你结束不属于自己的登录：最长 { $hours } 小时。
privacy-sessions-long = 如果你选择保持登录，最长 { $days } 天。
privacy-sessions-idle = 如果连续 { $days } 天没有回来，会提前结束。
privacy-sessions-network = 你的网络地址只保留开头部分，最后一次使用后最多保留 { $days } 天。
privacy-letters = 邮件
privacy-letters-what = 给你发过哪些邮件的记录保留 { $days } 天，以便排查邮件故障。
privacy-letters-links = 邮件中的链接失效 { $days } 天后删除。
privacy-limits = 防止滥用
privacy-limits-what = 为了阻止猜测密码和恶意刷屏，网站按网络统计操作次数，{ $hours } 小时内即会忘记。
privacy-staff = 管理操作
privacy-staff-what = 版主和管理员的操作会被记录并保留，以便核查。操作时所在的网络在 { $days } 天后删除。
privacy-export = 带走数据
privacy-export-what = 每 { $days } 天可以申请一次包含全部数据的压缩包。
privacy-export-gone = 压缩包在 { $days } 天后删除。
privacy-leaving = 离开
privacy-leaving-what =
    { $days ->
        [0] 你随时可以删除账号。你的一切立即隐藏，并在几分钟内删除。
       *[other] 你随时可以删除账号。你的一切立即隐藏；{ $days } 天内可以反悔，之后永久删除。
    }
privacy-leaving-left = 留下的只有用户名的指纹（以免被他人冒用），以及操作日志中记录账号已删除的一行。备份和写入站长文件夹的邮件由站长自行删除。
privacy-cookies = Cookie
privacy-cookies-what = 一个表明谁已登录，一个保护表单，一个记住你选择的语言，一个用于只显示一次的消息。没有任何一个会跟踪你，所以无需征求同意。

# 邮件。
mail-export-subject = 你在 { $site } 的压缩包已准备好
mail-export-why = 你向 { $site } 申请了全部数据。压缩包已准备好：打开上面的链接，登录后即可下载。
mail-export-days = 压缩包将在 { $days } 天后删除。
mail-export-not-you = 如果不是你申请的，可能有人以你的身份登录了：请修改你在 { $site } 的密码。
mail-leaving-subject = 你在 { $site } 的账号即将删除
mail-leaving-why = 你在 { $site } 的一切已经隐藏，并将于 { $date } 永久删除。
mail-leaving-stay = 如果你想留下，请在那之前打开上面的链接，登录并选择“留下”，所有内容立即恢复可见。
mail-leaving-not-you = 如果这不是你的操作，请同样登录并选择留下，然后修改你在 { $site } 的密码。
leaving-open-page = 删除账号……
