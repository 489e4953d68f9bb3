24. What is admitted, what is claimed, what was seen
--- report: s24 · Sample Wire · 2026-01-28
The Marwand Liberation Front admitted losing 12 fighters in Tuesday's battle in Quetta. The army said 54 militants were killed. A hospital official saw more than 20 bodies of insurgents.
--- register
claim killed militant 12..12 exact by-role=armed_group
claim killed militant 54..54 exact by-role=military
claim killed militant 21.. at_least detail=body_recovered by-role=hospital
figure cell.effect=killed cell.category=militant low=12
contradiction kind=party
under bracket figure cell.effect=killed cell.category=militant low=21 high=54 n_sides=2
under ucdp_like figure cell.effect=killed cell.category=militant best=12
under acled_like figure cell.effect=killed cell.category=militant best=12
