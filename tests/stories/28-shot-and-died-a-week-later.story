28. One of three people shot dies a week later
--- report: s1 · Sample Wire · 2026-02-03
Three people were shot at a market in Tarsil on Monday evening when a man opened fire, police said.
--- report: s2 · Sample Wire · 2026-02-10
One of the three people shot at a market in Tarsil on Monday last week has died, police said. A man opened fire at the market on 2 February.
--- report: s3 · Coast Daily · 2026-02-10
One person died and two were wounded when a man opened fire at a market in Tarsil on 2 February, police said.
--- register
under gva_like figure cell.effect=killed cell.detail=end_state best=1
under gva_like figure cell.effect=injured cell.detail=end_state best=2
never figure cell.detail=end_state
