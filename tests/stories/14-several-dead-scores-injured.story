14. Vague words keep their literal bounds and the policy is named
--- report: s14 · Sample Wire · 2026-01-28
The attack in Quetta on Tuesday left several people dead and scores injured.
--- register
claim killed unknown 3.. vague cue-word=several
claim injured unknown 40..99 vague cue-word=scores
figure cell.effect=injured low=40 policy="range 1"
under acled_like figure cell.effect=killed best=3 policy="acled_like 1"
under ucdp_like figure cell.effect=killed best=3
under gtd_like figure cell.effect=killed counted=false
