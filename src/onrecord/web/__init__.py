"""The web app: pages made on the server from the register, review in the browser, and the REST API.

In: settings and requests. Out: HTML that works without JavaScript; every number on it opens the words it rests on.
The address of a page is the whole state of its view: as-of, policy and filters. Pages answer from memory (`views.Shelf`);
what is written goes through `review.desk.Desk` and is an entry of the ledger. No page loads anything from elsewhere.
"""
