"""Commands for keeping evidence: `onrecord archive …` and `onrecord check`.
A room on top: it reads settings and clocks, asks and tells; what is done to the file is done in `store`.
"""
