"""Servers that local mode and the tests bring up by themselves: PostgreSQL, RabbitMQ, and a Chromium to look with.

Standard library only, and no knowledge of the product: these start, find or install other programs, nothing else.
Everything listens on 127.0.0.1 only and ends with the process that asked for it, however that process ends.
"""
