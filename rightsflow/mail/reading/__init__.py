"""Reading a message: what it is, which rights it asks for, who may be behind it.

`read_message` is pure; `ReadingPool` runs it in child processes, which is how untrusted mail
is read. Both are imported from their own modules, so that a child loads no more than it needs.
"""
