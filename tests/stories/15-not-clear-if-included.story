15. Not clear if included
--- report: s15 · Sample Wire · 2026-01-28
The minister said ten members of the security forces were killed in Tuesday's attacks across Balochistan. At least two police officers were killed in Quetta, and it was unclear whether they were among the ten.
--- register
#ten claim killed security 10..10 exact
claim killed security 2.. at_least may_include=#ten
never figure cell.effect=killed low=12
