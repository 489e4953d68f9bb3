17. No trains for a fourth day
--- report: s17 · Sample Wire · 2026-02-04
Residents said on Wednesday that trains have not run for four days in Balochistan and that mobile data is down in most districts.
--- register
disruption kind=rail status=suspended
disruption kind=internet
never disruption kind=internet agency=ordered
