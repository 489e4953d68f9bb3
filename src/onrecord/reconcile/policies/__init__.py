"""A policy applied: cells with their tellers → figures.

`words` reads counting words as the policy says, `voices` knows what is known of a speaker, `choosing` takes low, best and high,
`grading` says how well harm and attribution are supported, `sensitivity` sets all policies side by side, `ends` sets
down who died and who lived.
The engine knows no policy by name; what a policy does stands in `codebooks/policies`.
"""
