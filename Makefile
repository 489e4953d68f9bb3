# Aliases for people whose fingers type make.
.PHONY: demo test
demo:
	./onrecord demo
test:
	./onrecord test
