"""Work on a stranger's bytes, done in a process that may do nothing else.

The process holds no key, gets no environment, opens few files, writes none, and is killed when
its work costs too much. Used by everything that parses letters and documents.
"""
