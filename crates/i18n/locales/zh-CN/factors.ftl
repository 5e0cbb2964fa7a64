# 密码之外的登录方式。
factor-lead = 除密码之外的登录方式，以及你的程序使用的令牌。
factor-passkeys = 通行密钥
factor-passkeys-lead = 用指纹、面容或安全密钥登录：无需记忆，也不会被假网站骗走。
factor-passkey-name = 新通行密钥的名称
factor-passkey-name-hint = 例如“我的手机”
factor-passkey-add = 添加通行密钥
factor-passkey-use = 用通行密钥登录
factor-since = 添加于
factor-used = 上次使用
factor-rename = 重命名
factor-passkey-confirm = 改用通行密钥
factor-passkey-new-name = 名称
factor-save = 保存
factor-remove = 移除
factor-cancelled = 已取消或超时。
factor-unsupported = 此浏览器不支持通行密钥。
factor-known = 此设备已有你的通行密钥。
factor-noscript = 添加通行密钥需要启用脚本。
factor-totp = 应用验证码
factor-totp-lead = 输入密码后，还需手机应用上每半分钟变化的六位数字。
factor-totp-on = 输入密码后需要验证码。
factor-totp-add = 设置应用
factor-totp-scan = 请用应用扫描此码。
factor-totp-type = 或手动输入：
factor-totp-first = 应用显示的第一个验证码
factor-totp-confirm = 从现在起使用验证码
factor-totp-remove = 不再使用验证码
factor-recovery = 备用码
factor-recovery-lead = 每个备用码可代替应用验证码使用一次。它们只显示这一次：请打印，或存放在手机以外的地方。
factor-recovery-left =
    { $n ->
        [0] 备用码已用完。
       *[other] 还剩 { $n } 个备用码。
    }
factor-recovery-new = 生成新的备用码
factor-recovery-kept = 我已保存
factor-code-heading = 还差一步
factor-code-lead = 应用显示的六位数字，或你的一个备用码。
factor-code = 验证码
flash-passkey-added = 通行密钥已可使用。
flash-passkey-removed = 通行密钥已移除，其他会话均已结束。
flash-totp-removed = 现在只需密码。
error-passkey = 该通行密钥无效。请重试，或用密码登录。
error-code = 验证码错误或已被使用。
error-code-over = 超时了，请重新开始。
problem-second-factor = 还需要验证码。
problem-passkeys-unavailable = 通行密钥需要 HTTPS 和域名；本站的地址是数字，或没有自己的域名。
error-passkey-none = 你在这里还没有通行密钥，请使用密码。
