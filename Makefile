# Every verb prepares what it needs; a fresh clone works. PYTHON names another Python, ARGS adds arguments.
PYTHON ?= python3
IN_PYTHON = command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing: run 'apt-get install python3 python3-venv' as root"; exit 1; }; \
	exec $(PYTHON) -I ops/bootstrap.py
START = @$(IN_PYTHON)
DEV = $(START) --dev

.DEFAULT_GOAL := help
.PHONY: help run run-two administrator restart-app test test-more test-softphone check check-types check-web check-search test-tools call backup restore simulate verify-logs verify-recordings rotate-recording-key recompute-reports drain reports-role reports-month bench extracts profile chaos chaos-nodes format clean

help: ## list the verbs
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

run: ## start the whole centre and keep it running until Ctrl-C
	$(START) ops.running.run

run-two: ## the same with two Asterisks behind two edges, each at an address of loopback
	$(START) ops.running.run_two

administrator: ## make the first accounts of a production and print their one-time codes: NAME=j.kowalska NAME2=a.nowak
	$(START) ops.commands.first_administrator $(NAME) $(NAME2) $(ARGS)

call: ## ring 9510 on the running centre with real telephones and print the call's timeline
	$(DEV) softphone $(ARGS)

restart-app: ## let another application take over the calls of the running centre, for an update
	$(START) ops.running.restart_app

test: test-tools ## install what the tests need and run one whole proof of each behaviour, on a real Asterisk
	$(DEV) tests $(ARGS)

test-more: test-tools ## what `make test` leaves out, every sweep at its full width, and the tests' own tools
	$(DEV) tests more $(ARGS)

test-softphone: ## the tests' own tools, after a change of softphone/, of tests/runner or tests/support
	$(DEV) ops.install.tools
	$(DEV) tests softphone $(ARGS)

test-tools:
	$(DEV) ops.install.tools
	$(DEV) ops.install.chromium
	$(DEV) ops.install.kamailio
	$(DEV) ops.install.mail.servers

check: ## format, lint, types, import contracts, unit and scenario tests; the same of the pages
	$(DEV) ops.install.tools
	$(DEV) ruff format --check .
	$(DEV) ruff check .
	@$(MAKE) --no-print-directory -j2 --output-sync=target check-types check-web
	$(DEV) pytest tests/unit tests/scenario -n 2 --dist worksteal $(ARGS)

check-types:
	$(DEV) mypy
	$(DEV) lint-imports

check-web:
	$(DEV) ops.install.web_check

check-search: ## judge the search by 400 questions of people, figures only; HALF=tuning asks others and says what it missed
	$(DEV) bench.judged_search

backup: ## save database, recordings and secrets, encrypted, also while calls go on: TO=folder
	$(START) ops.commands.backup save $(TO) $(ARGS)

restore: ## bring a backup back into a fresh state folder: FROM=folder/s724-... KEY=file [ERASURES=file]
	$(START) ops.commands.backup restore $(FROM) $(KEY) $(if $(ERASURES),--erasures $(ERASURES))

simulate: ## let a scenario's callers and consultants meet in virtual time and print the figures: SCENARIO=name
	$(START) ops.commands.simulate $(SCENARIO) $(ARGS)

verify-logs: ## have the logs of access, changes and recordings been changed? names the first row: ARGS='--anchors folder'
	$(START) ops.commands.verify_logs $(ARGS)

verify-recordings: ## is each recording as it was stored, and nothing else there? names what is not
	$(START) ops.commands.verify_recordings $(ARGS)

rotate-recording-key: ## a new key of the installation wraps the keys of all recordings; beside the running centre
	$(START) ops.commands.rotate_recording_key $(ARGS)

recompute-reports: ## make the figures of reports again from the facts, and say what was wrong: ARGS='--from 2026-01-01 --to 2026-01-31'
	$(START) ops.commands.recompute_reports $(ARGS)

drain: ## no new calls for one of several Asterisks, for an update: NODE=a; again: ARGS=--open
	$(START) ops.commands.drain $(NODE) $(ARGS)

reports-role: ## let a tool of the office read the figures of reports: NAME=role; prints its password once
	$(START) ops.commands.reports_role $(NAME) $(ARGS)

reports-month: ## take the single calls of the oldest month out of the reports; its sums stay: MONTH=2024-01
	$(START) ops.commands.reports_month $(MONTH) $(ARGS)

extracts: ## write extracts of made-up people as the offices' own systems do, for the import: ARGS=--help
	$(START) ops.commands.extracts $(ARGS)

bench: ## measure, print a table, write var/bench.json
	$(DEV) ops.install.tools
	$(DEV) ops.install.chromium
	$(DEV) bench $(ARGS)

profile: ## attribute the processor time of a call to threads, modules, messages and functions
	$(DEV) ops.install.tools
	$(DEV) bench.profile $(ARGS)

chaos: ## kill and break everything under real calls, judge, write var/chaos.json
	$(DEV) ops.install.tools
	$(DEV) chaos $(ARGS)

chaos-nodes: ## the same with two Asterisks, edges and applications, and cut networks; write var/chaos-nodes.json
	$(DEV) ops.install.tools
	$(DEV) chaos.nodes $(ARGS)

format: ## put the code into shape
	$(DEV) ruff format .
	$(DEV) ops.install.web_check format
	$(DEV) ruff check --fix .

clean: ## remove what can be made again; the state in var/ stays
	rm -rf .venv .tools web/node_modules web/build .mypy_cache .ruff_cache .import_linter_cache .hypothesis build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
