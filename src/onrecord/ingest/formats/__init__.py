"""The formats that reports come in: each module opens one family and yields RawItems and Problems.
In: bytes or a file, where they come from, and the desk with limits and sandbox. Nothing is fetched, nothing is written.
"""
