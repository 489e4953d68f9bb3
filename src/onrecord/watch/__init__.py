"""Follows feeds, sitemaps and folders: each new report is read once and put on record, also after a crash.

In: the sources that the user named, the settings, the state of the last run. Out: reports in the register, and one line a round.
The room stands on top of the pipeline; it never follows a link unless pages were asked for, and never more than one step.
"""
