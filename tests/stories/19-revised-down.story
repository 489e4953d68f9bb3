19. A figure is corrected downwards
--- report: s19a · Sample Wire · 2026-01-28
The army said 44 militants were killed in Tuesday's raid in Quetta.
--- report: s19b · Sample Wire · 2026-01-29
The army corrected its count of the militants killed in Tuesday's raid in Quetta: 39 were killed.
--- register
claim killed militant 44..44 exact by-role=military
claim killed militant 39..39 exact by-role=military
contradiction kind=superseded
figure cell.effect=killed cell.category=militant low=39 high=39
under acled_like figure cell.effect=killed cell.category=militant best=39
under ucdp_like figure cell.effect=killed cell.category=militant best=39
