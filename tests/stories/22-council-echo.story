22. An echo is no second root
--- report: s22a · Sample Wire · 2026-02-01
The chief minister said 48 people were killed in Saturday's attacks in Balochistan.
--- report: s22b · Orbit News · 2026-02-03
The Security Council condemned Saturday's attacks in Balochistan that killed 48 people.
--- register
figure cell.effect=killed low=48 high=48 n_roots=1
under ucdp_like figure cell.effect=killed best=48 n_roots=1 n_urls=2
