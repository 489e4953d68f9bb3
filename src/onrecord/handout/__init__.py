"""What leaves the house: the commands `onrecord export` and `onrecord brief`, and the files they write.

In comes what the user asks for (format, profile, policy, days, place), out go files; what is in them is made by `present`.
Nothing is overwritten that an export did not write itself.
"""
