23. Headline and body
--- report: s23 · Sample Wire · 2026-01-28
37 killed in Balochistan attacks
Ten soldiers and 37 militants died in the attacks across Balochistan on Tuesday, the army said.
--- register
claim killed security 10..10 exact by-role=military
claim killed militant 37..37 exact by-role=military
never figure cell.effect=killed low=84
never figure cell.effect=killed high=84
under acled_like figure cell.effect=killed derived=true best=47
under ucdp_like figure cell.effect=killed derived=true best=47
