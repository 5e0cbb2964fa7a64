# 照片被浏览的次数。
views-open = 浏览详情
views-heading = 浏览次数
views-own = 你的照片的浏览次数
views-own-lead = 你的照片被浏览了多少次，哪些看的人最多。
views-ever = 总计 { $n } 次浏览
views-lately =
    { $n ->
        [0] 最近 30 天没有浏览
       *[other] 最近 30 天 { $n } 次浏览
    }
views-most = { $date }最多：{ $n } 次
views-table = 逐日数据
views-day = 日期（UTC）
views-views = 浏览次数
views-from = 访问来源
views-from-direct = 直接访问或未注明
views-from-here = { $site } 站内
views-from-others = 其他网站
views-photos = 最近 30 天浏览最多的照片
views-none = 还没有人看过。
views-none-own = 还没有人看过你的照片。
views-none-how = 你自己的访问不计入，程序的访问也不计入。
views-what = 每个人每八小时只计一次，并且无法据此得知是谁看的。访问来源只保留网站名称。
views-told = 所有人都能看到你的照片的浏览次数。
views-not-told = 只有你和管理人员能看到你的照片的浏览次数。
views-told-change = 更改
views-setting = 你的照片的浏览次数
views-setting-shown = 所有人都能看到你每张照片的浏览次数。
views-setting-hidden = 只有你和管理人员能看到你的照片的浏览次数。
views-setting-site = 在本站，只有你和管理人员能看到你的照片的浏览次数。
views-hide = 对他人隐藏次数
views-show = 向所有人显示次数
flash-views-hidden = 现在只有你和管理人员能看到次数。
flash-views-shown = 现在所有人都能看到次数。
privacy-views = 照片的浏览次数
privacy-views-what = 为了让每个人每八小时只计一次，网站会保存由你的网络地址开头部分和所用程序（或你的账号）与照片一起算出的散列值。计算所用的密钥每天更换，并在当天结束 { $hours } 小时后连同散列值一起删除：此后任何人都无法得知谁看过什么。
privacy-views-counts = 留下的只有数字：每张照片的总浏览次数、{ $days } 天内每天的次数，以及访问者来自哪些网站。照片的作者可以看到。
