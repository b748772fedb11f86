"""The machines' doors: a request becomes one handler call, its result becomes an answer."""
