6. The toll rises as the wounded die
--- report: s6 · Sample Wire · 2026-01-28
Three policemen wounded in Tuesday's bombing died in hospital, bringing the toll to 11, a doctor said.
--- register
#new claim killed security 3..3 exact groups=[police]
claim killed 11..11 exact
never figure cell.effect=killed low=14
never figure cell.effect=killed high=14
