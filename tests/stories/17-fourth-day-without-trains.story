17. No trains for a fourth day
--- report: s17 · Sample Wire · 2026-02-04
Trains have not run for a fourth day and mobile data is down in most districts of Balochistan, residents said on Wednesday.
--- register
disruption kind=rail status=suspended
disruption kind=internet
never disruption kind=internet agency=ordered
