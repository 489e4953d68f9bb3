8. A party claims, the other does not comment
--- report: s8 · Sample Wire · 2026-01-28
The Marwand Liberation Front claimed its fighters had killed 70 soldiers and captured 15 others in Tuesday's attack; the army did not comment.
--- register
claim killed security 70..70 exact by-role=armed_group stance=distancing certainty=claimed
claim 15..15 exact by-role=armed_group stance=distancing
never claim by="the army"
never claim 0..0
under bracket figure cell.effect=killed cell.category=security high=70
under bracket never figure low=0
under ucdp_like figure cell.effect=killed cell.category=security best=70
