"""The parts of a briefing: what it says (records, telling, surroundings), in which order (blocks), in whose words (words),
and on paper (pdf, docx).

A sentence is a `Line` with the numbers of the quotes it rests on; a page prints lines, so no page can say what nobody said.
Only sentences about what no report gives cite nothing: they are `absent`, and the list of reports read stands behind them.
"""
