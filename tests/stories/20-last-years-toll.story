20. Last year's toll is background
--- report: s20 · Sample Wire · 2026-01-28
Militants attacked a police post in Quetta on Tuesday, killing two officers. Last year's assault on the same city killed 23 people.
--- register
claim killed security 2..2 scope=incident
claim killed 23..23 scope=background
never figure low=23
never figure high=23
never figure low=25
