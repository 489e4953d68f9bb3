13. Gunmen and vehicles are no victims
--- report: s13 · Sample Wire · 2026-01-28
On Tuesday 30 to 40 gunmen halted up to 20 vehicles on the highway near Kalat.
--- register
mention kind=place place=Kalat
never claim 30..40
never claim ..20
never claim 0..20
never claim 1..20
