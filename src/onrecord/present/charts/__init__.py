"""Pictures of a view as SVG text, each with its numbers as rows: who said how many and when, the figure as it grew, places,
disruptions.

Every chart carries a title, a description and text labels, so that it can be read without colours or without eyes; colours
come from `style.CSS` by class, so that a page in light or dark sets them. Nothing here reads a file or asks the clock.
"""
