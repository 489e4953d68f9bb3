"""The bias lens: how much more or less each side tells of each side's losses than a common level, as an experiment.

In: the statements of several incidents. Out: factors with intervals, or why none are shown. Never: a figure, an estimate for one
incident, anything that is shown unasked.
"""
