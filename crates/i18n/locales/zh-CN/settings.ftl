# 个人设置。
settings-label = 设置
settings-account = 账号
settings-security = 安全
settings-sessions = 登录会话
settings-export = 带走数据
