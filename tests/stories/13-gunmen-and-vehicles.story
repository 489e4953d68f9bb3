13. Gunmen and vehicles are no victims
--- report: s13 · Sample Wire · 2026-01-28
Between 30 and 40 gunmen stopped up to 20 vehicles on the highway near Kalat on Tuesday.
--- register
mention kind=place place=Kalat
never claim 30..40
never claim ..20
never claim 0..20
never claim 1..20
