"""The machines' doors to the record. They read requests and answer; the handlers decide."""
