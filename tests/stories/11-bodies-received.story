11. Bodies received are not added to the killed
--- report: s11 · Sample Wire · 2026-01-28
The army said 61 militants were killed in Tuesday's fighting in Quetta. Hospitals in the city received 22 bodies.
--- register
claim killed militant 61..61
claim killed unknown 22..22 detail=body_recovered
never figure low=83
never figure high=83
figure cell.effect=killed derived=true low=22
under acled_like figure cell.effect=killed cell.category=militant best=61
