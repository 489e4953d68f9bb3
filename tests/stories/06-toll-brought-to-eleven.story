6. The toll rises as the wounded die
--- report: s6 · Sample Wire · 2026-01-28
Three wounded policemen died overnight, bringing the toll from Tuesday's bombing to 11, the hospital said.
--- register
#new claim killed security 3..3 exact groups=[police]
claim killed 11..11 exact
never figure cell.effect=killed low=14
never figure cell.effect=killed high=14
