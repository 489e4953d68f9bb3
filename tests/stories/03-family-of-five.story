3. A family of five, daughters included
--- report: s3 · Sample Wire · 2026-01-28
A shell hit a house on Tuesday and killed a family of five, including three girls.
--- register
#family claim killed 5..5 exact
claim killed 3..3 exact subset_of=#family
never figure cell.effect=killed low=8
never figure cell.effect=killed high=8
