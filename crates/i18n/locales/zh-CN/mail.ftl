# 邮件。模板位于 templates/mail/；邮件以链接开头，所以说“上面的链接”。

mail-hello = { $name }，你好！

mail-verify-subject = 请确认你在 { $site } 使用的邮箱地址
mail-verify-why = 打开上面的链接，确认这个邮箱属于你，之后就可以使用你在 { $site } 的账号了。
mail-verify-hours = 链接在 { $hours } 小时内有效，只能使用一次。
mail-verify-not-you = 如果你没有在 { $site } 注册，请忽略这封邮件。没有这个链接，谁也无法在那里使用这个邮箱地址。

mail-test-subject = { $site } 的邮件可以送达
mail-test-why = 这是一封测试邮件。你能读到它，说明 { $site } 可以发送邮件，例如用来确认邮箱地址的邮件。
