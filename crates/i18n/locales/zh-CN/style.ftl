# 展示所有组件的页面。
style-heading = 界面样式
style-lead = 每个组件的每种状态，供修改界面的人查看。
style-colours = 颜色
style-type = 字号
style-buttons = 按钮与图标
style-link = 可操作的链接
style-fields = 表单字段
style-notes = 提示信息
style-people = 用户与列表
style-wall = 照片墙
