2. A constable and two soldiers
--- report: s2 · Sample Wire · 2026-01-28
A constable and two soldiers were killed in an ambush on Tuesday.
--- register
claim killed security 1..1 exact groups=[police]
claim killed security 2..2 exact groups=[soldiers]
figure cell.effect=killed cell.category=security low=3 high=3
under acled_like figure cell.effect=killed cell.category=security best=3
under ibc_like figure cell.effect=killed cell.category=security counted=false
