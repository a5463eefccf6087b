#!/usr/bin/env bash
# Checks the whole project: format, build, tests. See ./test.sh --help.
set -u

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=eng/servers.sh
. "$ROOT/eng/servers.sh"

WITH_FORMAT=1
FAULT_MINUTES=""
WALK_MINUTES=""
RUNNER_ARGS=()
TEST_LOG=""
PASSED=0
FAILED=0
SKIPPED=0

usage() {
  cat <<'HELP'
Usage: ./test.sh [--no-format] [--filter PATTERN] [-- ARGUMENT...]
       ./test.sh --faults MINUTES
       ./test.sh --walk MINUTES

Checks the format, builds everything in Release and runs all tests. The last line is "N passed, N failed, N skipped"; a step
that breaks before its tests could run (format, build, a test program that crashes) counts as one failure. The exit code is 0
only if nothing failed. Everything that was started is stopped, and nothing is left behind but the build's artifacts/.

  --no-format       leaves out the format check
  --filter PATTERN  runs the tests whose class or method contains PATTERN; CLASS.METHOD asks for both
  --faults MINUTES  instead of the tests, injects faults into the checkout for so long: on real servers, whose processes are
                    killed, cut and restarted, and in a simulation; prints a table of what was done and found. The last line
                    counts the campaign as one test. A simulated history repeats with:
                    dotnet run --project tests/Cart.Faults -c Release -- simulate --seed SEED
  --walk MINUTES    instead of the tests, lets browsers, users, a thief and an operator walk at random through the shop for so long, in
                    memory, embedded and on servers, and compares each answer with a model; prints each kind of fault once, with the
                    shortest calls that show it. The last line counts it as one test. A walk repeats with:
                    dotnet run --project tests/Cart.Walk -c Release -- walk --seed SEED --target TARGET
  -- ARGUMENT...    passes the arguments on to "dotnet test", for example: -- --filter-trait Category=Slow
  --help            shows this text

Environment:
  CART_TEST_REDIS     a Redis for the tests, as a StackExchange.Redis configuration string such as localhost:6379
  CART_TEST_POSTGRES  a PostgreSQL for the tests, as an Npgsql connection string whose user may create databases
  CART_TEST_TIMEOUT   how many seconds one test program may take before it is stopped (default 600); all together three times that
  TMPDIR              where the local servers keep their data (default /tmp)

The tests of the sample shop's pages use the machine's Chromium, and those behind a pooler its PgBouncer; without one they are skipped. The pictures of the pages are kept in
artifacts/screenshots/.

A server that is not given runs in a container where a Docker engine answers, else as a local process on a free port. For that,
the Debian packages redis-server, postgresql, chromium and pgbouncer are installed if they are missing and the user is root or may sudo without a
password; their services are not left running.
HELP
}

parse_arguments() {
  while [ $# -gt 0 ]; do
    case $1 in
      --help | -h) usage; exit 0 ;;
      --no-format) WITH_FORMAT="" ;;
      --filter)
        [ $# -ge 2 ] || { say "--filter needs a pattern; see ./test.sh --help."; exit 2; }
        add_filter "$2"
        shift
        ;;
      --faults)
        [ $# -ge 2 ] && [[ $2 =~ ^[0-9]+([.][0-9]+)?$ ]] || { say "--faults needs a number of minutes; see ./test.sh --help."; exit 2; }
        FAULT_MINUTES=$2
        shift
        ;;
      --walk)
        [ $# -ge 2 ] && [[ $2 =~ ^[0-9]+([.][0-9]+)?$ ]] || { say "--walk needs a number of minutes; see ./test.sh --help."; exit 2; }
        WALK_MINUTES=$2
        shift
        ;;
      --) shift; RUNNER_ARGS+=("$@"); return ;;
      *) say "Unknown argument '$1'; see ./test.sh --help. Arguments for the test runner go behind --."; exit 2 ;;
    esac
    shift
  done
}

# The queries are /assembly/namespace/class/method; several of them act as an OR.
add_filter() {
  case $1 in
    *.*) RUNNER_ARGS+=(--filter-query "/*/*/*${1%.*}*/*${1##*.}*") ;;
    *) RUNNER_ARGS+=(--filter-query "/*/*/*$1*/*" --filter-query "/*/*/*/*$1*") ;;
  esac
}

heading() { printf '\n== %s\n' "$*"; }

fail() {
  FAILED=$((FAILED + 1))
  say "$*"
}

describe_machine() {
  echo "System      $(. /etc/os-release 2>/dev/null && echo "${PRETTY_NAME:-}" || uname -s), $(uname -m), $(nproc) cores"
  echo "SDK         .NET $(dotnet --version)"
}

check_sdk() {
  if ! command -v dotnet >/dev/null; then
    fail "The .NET SDK is missing: install version 10 from https://dotnet.microsoft.com/download."
    return 1
  fi
  if ! dotnet --version >/dev/null; then
    fail "No installed .NET SDK fits global.json: see above."
    return 1
  fi
}

check_format() {
  heading "Format"
  if run_interruptibly dotnet format Cart.sln --verify-no-changes; then
    echo "The format is as .editorconfig says."
  else
    fail "The format differs from .editorconfig: run 'dotnet format Cart.sln' and look at what it changed."
  fi
}

build() {
  heading "Build"
  if ! run_interruptibly dotnet build Cart.sln -c Release --nologo -v quiet; then
    fail "The build failed, so no test ran."
    return 1
  fi
}

# One test program at a time: several of them start a cluster, a browser or a crowd of workers, and what they wait for (a failover, an
# answer within a second) should not depend on what the others are doing.
# Exit code 8 says that a test program holds no test, or none that the filter picks; only no test at all is a failure.
run_tests() {
  heading "Tests"
  TEST_LOG=$(mktemp "${TMPDIR:-/tmp}/cart-tests.XXXXXX")
  local result=0 limit=${CART_TEST_TIMEOUT:-600}
  RUN_LIMIT=$((3 * limit)) run_interruptibly run_and_record dotnet test --solution Cart.sln -c Release --no-build --no-progress --no-ansi \
    --max-parallel-test-modules 1 --ignore-exit-code 8 --timeout "${limit}s" \
    ${RUNNER_ARGS[@]+"${RUNNER_ARGS[@]}"} || result=$?
  local failed_before=$FAILED
  read_counts
  if [ "$result" -ne 0 ] && [ "$FAILED" -eq "$failed_before" ]; then
    fail "The test run broke without a failed test (exit code $result): see above which test program did not finish."
  elif [ $((PASSED + FAILED + SKIPPED)) -eq 0 ]; then
    fail "No test ran."
  fi
}

run_campaign() {
  heading "Faults, for $FAULT_MINUTES minutes"
  if run_interruptibly dotnet "$ROOT/artifacts/bin/Cart.Faults/release/Cart.Faults.dll" campaign --minutes "$FAULT_MINUTES" --seed $RANDOM; then
    PASSED=1
  else
    fail "The campaign found violations, or could not run: see above."
  fi
}

run_walk() {
  heading "Walks, for $WALK_MINUTES minutes"
  if run_interruptibly dotnet "$ROOT/artifacts/bin/Cart.Walk/release/Cart.Walk.dll" campaign --minutes "$WALK_MINUTES" --seed $RANDOM; then
    PASSED=1
  else
    fail "The walks found faults, or could not run: see above."
  fi
}

run_and_record() { ("$@" 2>&1; echo $? >"$TEST_LOG.code") | tee "$TEST_LOG"; return "$(cat "$TEST_LOG.code")"; }

# The runner ends with a summary over all test programs, one count a line; a test's own output stands before it. An error is a
# test program that broke without a failed test.
read_counts() {
  local summary
  summary=$(sed -n '/^Test run summary:/h;//!H;${x;p}' "$TEST_LOG")
  PASSED=$((PASSED + $(count_of succeeded "$summary")))
  FAILED=$((FAILED + $(count_of failed "$summary") + $(count_of error "$summary")))
  SKIPPED=$((SKIPPED + $(count_of skipped "$summary")))
}

count_of() {
  local count
  count=$(sed -n "s/^ *$1: \([0-9][0-9]*\)\$/\1/p" <<<"$2" | tail -n 1)
  echo "${count:-0}"
}

finish() {
  local result=$?
  trap '' INT TERM HUP
  servers_stop
  [ -z "$TEST_LOG" ] || rm -f "$TEST_LOG" "$TEST_LOG.code"
  if [ "$result" -eq 0 ] && [ "$FAILED" -gt 0 ]; then result=1; fi
  printf '\n%d passed, %d failed, %d skipped\n' "$PASSED" "$FAILED" "$SKIPPED"
  exit "$result"
}

# A signal may come while a step's output goes to a log.
interrupt() {
  exec >&"$STDOUT" 2>&"$STDERR"
  fail "Interrupted."
  exit "$1"
}

# MSBuild's nodes end with their build, and the compiler's server is this run's own, so that it can be stopped with the build. The
# runner's summary is read, so it must be in English.
prepare_environment() {
  export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
  export MSBUILDDISABLENODEREUSE=1 SharedCompilationId="cart-$$"
}

main() {
  parse_arguments "$@"
  exec {STDOUT}>&1 {STDERR}>&2
  trap finish EXIT
  trap 'interrupt 130' INT
  trap 'interrupt 143' TERM
  trap 'interrupt 129' HUP
  exec </dev/null
  cd "$ROOT" || exit 1
  prepare_environment
  check_sdk || exit 1
  describe_machine
  if [ -n "$FAULT_MINUTES" ]; then
    # The campaign kills servers, so it starts its own.
    make_folder && install_missing || { fail "The servers that the campaign needs are missing."; exit 1; }
    build && run_campaign
    exit
  fi
  servers_start || { fail "The servers that the tests need could not be started."; exit 1; }
  servers_describe
  if [ -n "$WALK_MINUTES" ]; then
    build && run_walk
    exit
  fi
  install_browser
  browser_describe
  install_pooler
  pooler_describe
  [ -z "$WITH_FORMAT" ] || check_format
  build || exit 1
  run_tests
}

main "$@"
