# 登录会话，以及再次确认身份。
sessions-lead = 你在这些地方登录着。如有不认识的，请结束它，然后修改密码。
sessions-device = { $system } 上的 { $browser }
sessions-unknown = 未说明自己是什么的设备
sessions-current = 当前会话
sessions-kind-browser = 浏览器
sessions-kind-app = 应用
sessions-network = 网络
sessions-used = 上次使用：{ $date }
sessions-since = 始于 { $date }
sessions-end = 结束
sessions-end-others = 结束其他所有会话
sessions-only = 你没有在其他地方登录。

again-heading = 是你本人吗？
again-lead = 你以 { $name } 的身份登录。接下来的操作需要慎重，请再输入一次密码。
again-do = 继续

error-password-wrong = 这不是你的密码。
problem-session-only = 令牌不能用于此操作，请登录。

flash-confirmed = 谢谢，你可以继续了。
flash-session-ended = 会话已结束。
flash-sessions-ended = 其他所有会话均已结束。
flash-user-signed-out = 该用户已在所有设备上退出登录，其令牌也已撤销。

sessions-sign-out-user = 在所有设备上退出
