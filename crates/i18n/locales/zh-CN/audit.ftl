# 管理人员和命令行做过的事。
nav-log = 日志
log-heading = 日志
log-note = 管理人员和命令行做过的事，最新的在前。网络信息会在 90 天后清除。
log-none = 还没有任何操作。
log-deed = 操作
log-target = 对象
log-details = 详情
log-actor = 操作者
log-from = 来源
log-at = 时间
log-via-web = 页面
log-via-api = API
log-via-cli = 命令行
log-via-site = 网站自身
