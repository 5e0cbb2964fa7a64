# 沿照片墙浏览与细看。
viewer-open = 细看
viewer-previous = 上一张照片
viewer-next = 下一张照片
viewer-label = 全窗口显示图片
viewer-zoom = 显示原始像素或整张图片
viewer-full = 全屏
viewer-help-look = 全窗口显示图片
viewer-help-facts = 拍摄信息
wall-first = 回到最新
