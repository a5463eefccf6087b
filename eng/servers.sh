#!/usr/bin/env bash
# Gives a command the Redis and the PostgreSQL that the tests need, and takes them away again.
#
#   eng/servers.sh COMMAND...    runs COMMAND with CART_TEST_REDIS and CART_TEST_POSTGRES set, and answers its exit code
#
# A variable that is already set is left alone, and nothing is started for it. Where a Docker engine answers nothing is started
# either: the tests start containers. Else both servers run from the machine's own binaries on free ports of 127.0.0.1, with
# their data in a temporary folder; Debian's packages are installed if they are missing and that is allowed.
#
# Sourced, the file offers servers_start, servers_describe, servers_stop and run_interruptibly.

SERVERS_DIR=""
SERVERS_TRIES=5
REDIS_PID=""
REDIS_PLACE=""
POSTGRES_BIN=""
POSTGRES_PLACE=""
POSTGRES_RUNS=""
POLICY_WRITTEN=""
RUNNING_GROUP=""

say() { printf '%s\n' "$*" >&2; }

# --- What the machine has ---------------------------------------------------------------------------------------------

# The client alone answers with exit code 0 in some versions; only an engine has a server version.
docker_answers() {
  command -v docker >/dev/null && [ -n "$(timeout 10 docker info --format '{{.ServerVersion}}' 2>/dev/null)" ]
}

find_postgres() {
  local candidate
  POSTGRES_BIN=""
  if command -v pg_ctl >/dev/null && command -v initdb >/dev/null; then
    POSTGRES_BIN=$(dirname "$(command -v pg_ctl)")
    return
  fi
  while IFS= read -r candidate; do
    if [ -x "$candidate/pg_ctl" ] && [ -x "$candidate/initdb" ]; then
      POSTGRES_BIN=$candidate
    fi
  done < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V)
  [ -n "$POSTGRES_BIN" ]
}

# --- Installing what is missing ---------------------------------------------------------------------------------------

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
  command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }; }
}

install_missing() {
  local missing=()
  [ -n "${CART_TEST_REDIS:-}" ] || command -v redis-server >/dev/null || missing+=(redis-server)
  [ -n "${CART_TEST_POSTGRES:-}" ] || find_postgres || missing+=(postgresql)
  [ ${#missing[@]} -gt 0 ] || return 0

  if ! may_install; then
    say "Missing: ${missing[*]}, and no Docker engine answers. Do one of these:"
    say "  - apt-get install ${missing[*]} (as root), or make them available on the PATH;"
    say "  - start Docker;"
    say "  - set CART_TEST_REDIS and CART_TEST_POSTGRES to servers that you have (./test.sh --help)."
    return 1
  fi
  say "Installing ${missing[*]} ..."
  if ! install_packages "${missing[@]}" >"$SERVERS_DIR/apt.log" 2>&1; then
    show_log "The installation of ${missing[*]} failed" "$SERVERS_DIR/apt.log"
    return 1
  fi
}

# The tests of the shop's pages need a browser; where there is none they are skipped and say so. Fonts make the pictures of the
# pages look like pages.
find_browser() {
  command -v chromium || command -v chromium-browser || command -v google-chrome
}

install_browser() {
  find_browser >/dev/null && return
  if may_install && make_folder; then
    say "Installing chromium ..."
    install_packages chromium fonts-dejavu-core >"$SERVERS_DIR/browser.log" 2>&1 ||
      show_log "The installation of chromium failed, so the tests of the shop's pages are skipped" "$SERVERS_DIR/browser.log"
  fi
}

# The tests behind a pooler need PgBouncer; where there is none they are skipped and say so.
find_pooler() {
  command -v pgbouncer || { [ -x /usr/sbin/pgbouncer ] && echo /usr/sbin/pgbouncer; }
}

install_pooler() {
  find_pooler >/dev/null && return
  if may_install && make_folder; then
    say "Installing pgbouncer ..."
    install_packages pgbouncer >"$SERVERS_DIR/pooler.log" 2>&1 ||
      show_log "The installation of pgbouncer failed, so the tests behind a pooler are skipped" "$SERVERS_DIR/pooler.log"
  fi
}

# Prints which PgBouncer the tests will use.
pooler_describe() {
  local pooler
  if pooler=$(find_pooler); then echo "PgBouncer   $("$pooler" --version 2>/dev/null | sed -n 's/^PgBouncer //p')"; else echo "PgBouncer   none"; fi
}

# Prints which browser the tests will use.
browser_describe() {
  local browser
  if browser=$(find_browser); then echo "Browser     $("$browser" --version 2>/dev/null | cut -d' ' -f1-2)"; else echo "Browser     none"; fi
}

# The packages bring services that nobody asked for: they are kept from starting now, and after the next boot.
install_packages() {
  local policy=/usr/sbin/policy-rc.d service installed=0
  if [ ! -e "$policy" ]; then
    POLICY_WRITTEN=$policy
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod +x "$policy"
  fi
  as_root apt-get update -q &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" </dev/null || installed=1
  remove_policy
  for service in "$@"; do
    if command -v systemctl >/dev/null; then
      as_root systemctl disable "$service" || true
    fi
    as_root service "$service" stop || true
  done
  return $installed
}

remove_policy() {
  if [ -n "$POLICY_WRITTEN" ]; then
    as_root rm -f "$POLICY_WRITTEN"
    POLICY_WRITTEN=""
  fi
}

# --- Starting ---------------------------------------------------------------------------------------------------------

show_log() {
  say "$1. Its log:"
  if [ -r "$2" ]; then tail -n 50 "$2" | sed 's/^/  | /' >&2; else say "  | (there is none)"; fi
}

# A port below the range of outgoing connections on which nobody answers. Another process may take it before the server does:
# then the server fails to start, and the next port is tried.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

make_folder() {
  [ -z "$SERVERS_DIR" ] || return 0
  SERVERS_DIR=$(mktemp -d "${TMPDIR:-/tmp}/cart-servers.XXXXXX") && chmod 711 "$SERVERS_DIR"
}

start_redis() {
  local attempt port log="$SERVERS_DIR/redis/log"
  mkdir -p "$SERVERS_DIR/redis"
  for ((attempt = 1; attempt <= SERVERS_TRIES; attempt++)); do
    port=$(free_port)
    # In a process group of its own, so that Ctrl-C reaches the tests first and the server only when they are through.
    set -m
    (cd "$SERVERS_DIR/redis" && exec redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no) \
      </dev/null >"$log" 2>&1 &
    REDIS_PID=$!
    set +m
    if redis_is_ready "$log"; then
      export CART_TEST_REDIS="127.0.0.1:$port"
      REDIS_PLACE="local process"
      return 0
    fi
  done
  REDIS_PID=""
  show_log "redis-server did not start" "$log"
  return 1
}

redis_is_ready() {
  local waited
  for ((waited = 0; waited < 200; waited++)); do
    if grep -q 'Ready to accept connections' "$1" 2>/dev/null; then return 0; fi
    kill -0 "$REDIS_PID" 2>/dev/null || return 1
    sleep 0.05
  done
  kill "$REDIS_PID" 2>/dev/null
  return 1
}

# PostgreSQL refuses to run as root.
choose_postgres_user() {
  POSTGRES_RUNS=""
  [ "$(id -u)" -eq 0 ] || return 0
  if id postgres >/dev/null 2>&1; then POSTGRES_RUNS=postgres; else POSTGRES_RUNS=nobody; fi
}

as_postgres() {
  if [ -n "$POSTGRES_RUNS" ]; then
    (cd / && runuser -u "$POSTGRES_RUNS" -- "$@")
  else
    "$@"
  fi
}

create_cluster() {
  local home=$1 password=$2
  mkdir -p "$home" || return 1
  printf '%s\n' "$password" >"$home/password"
  if [ -n "$POSTGRES_RUNS" ]; then chown -R "$POSTGRES_RUNS" "$home" || return 1; fi
  if ! as_postgres test -w "$home"; then
    say "The user $POSTGRES_RUNS cannot write to $home: set TMPDIR to a folder that every user can enter, such as /tmp."
    return 1
  fi
  as_postgres "$POSTGRES_BIN/initdb" --pgdata "$home/data" --username postgres --pwfile "$home/password" \
    --auth scram-sha-256 --encoding UTF8 --locale C --no-sync </dev/null >"$home/initdb.log" 2>&1
}

start_postgres() {
  local attempt port password home="$SERVERS_DIR/postgres"
  choose_postgres_user
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  if ! create_cluster "$home" "$password"; then
    show_log "initdb failed" "$home/initdb.log"
    return 1
  fi
  for ((attempt = 1; attempt <= SERVERS_TRIES; attempt++)); do
    port=$(free_port)
    as_postgres tee -a "$home/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
max_connections = 200
shared_buffers = 32MB
CONF
    # pg_ctl gives the server a session of its own, so Ctrl-C does not reach it.
    if as_postgres "$POSTGRES_BIN/pg_ctl" --pgdata "$home/data" --log "$home/log" --wait --timeout 60 start \
      </dev/null >"$home/start.log" 2>&1; then
      export CART_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=postgres;Password=$password;Database=postgres"
      POSTGRES_PLACE="local process"
      return 0
    fi
  done
  show_log "PostgreSQL did not start" "$home/start.log"
  show_log "And what the server itself said" "$home/log"
  return 1
}

servers_start() {
  if [ -n "${CART_TEST_REDIS:-}" ]; then REDIS_PLACE="given by CART_TEST_REDIS"; fi
  if [ -n "${CART_TEST_POSTGRES:-}" ]; then POSTGRES_PLACE="given by CART_TEST_POSTGRES"; fi
  if [ -n "$REDIS_PLACE" ] && [ -n "$POSTGRES_PLACE" ]; then return 0; fi
  if docker_answers; then
    REDIS_PLACE=${REDIS_PLACE:-container}
    POSTGRES_PLACE=${POSTGRES_PLACE:-container}
    return 0
  fi
  make_folder && install_missing || return 1
  if [ -z "$REDIS_PLACE" ]; then start_redis || return 1; fi
  if [ -z "$POSTGRES_PLACE" ]; then find_postgres && start_postgres || return 1; fi
}

# Prints which servers the tests will use. Never prints a connection string that was given: it may hold a password.
servers_describe() {
  case $REDIS_PLACE in
    "local process") echo "Redis       $(redis-server --version | sed -n 's/.*v=\([^ ]*\).*/\1/p'), $REDIS_PLACE on $CART_TEST_REDIS" ;;
    container) echo "Redis       a container that the tests start (Docker answers)" ;;
    *) echo "Redis       $REDIS_PLACE" ;;
  esac
  case $POSTGRES_PLACE in
    "local process")
      echo "PostgreSQL  $("$POSTGRES_BIN/postgres" --version | sed 's/^[^0-9]*//'), $POSTGRES_PLACE on" \
        "$(sed 's/^Host=\([^;]*\);Port=\([^;]*\);.*/\1:\2/' <<<"$CART_TEST_POSTGRES")"
      ;;
    container) echo "PostgreSQL  a container that the tests start (Docker answers)" ;;
    *) echo "PostgreSQL  $POSTGRES_PLACE" ;;
  esac
}

# --- Running and stopping ---------------------------------------------------------------------------------------------

# Runs a command in a process group of its own, so that a signal stops it and all that it started, at once; RUN_LIMIT stops it
# after so many seconds. A command that has the terminal runs in the foreground: there Ctrl-C reaches it by itself.
run_interruptibly() {
  local result=0
  if [ -t 0 ]; then
    "$@"
    return
  fi
  set -m
  "$@" <&0 &
  RUNNING_GROUP=$!
  set +m
  if [ -n "${RUN_LIMIT:-}" ]; then watch_limit; fi
  wait "$!" || result=$?
  stop_group
  return $result
}

watch_limit() {
  local limit=$((SECONDS + RUN_LIMIT))
  while kill -0 "$RUNNING_GROUP" 2>/dev/null; do
    if [ $SECONDS -ge $limit ]; then
      say "Stopped after $RUN_LIMIT seconds."
      stop_group
      return
    fi
    sleep 0.2
  done
}

stop_group() {
  local group=$RUNNING_GROUP waited
  RUNNING_GROUP=""
  [ -n "$group" ] || return 0
  kill -TERM -- "-$group" 2>/dev/null || return 0
  for ((waited = 0; waited < 100; waited++)); do
    kill -0 -- "-$group" 2>/dev/null || return 0
    sleep 0.05
  done
  kill -KILL -- "-$group" 2>/dev/null
}

# Stops everything that was started here; safe to call at any moment and more than once.
servers_stop() {
  stop_group
  remove_policy
  if [ -n "$REDIS_PID" ]; then
    kill "$REDIS_PID" 2>/dev/null
    wait "$REDIS_PID" 2>/dev/null
    REDIS_PID=""
  fi
  if [ -n "$SERVERS_DIR" ]; then
    if [ -e "$SERVERS_DIR/postgres/data/postmaster.pid" ]; then
      as_postgres "$POSTGRES_BIN/pg_ctl" --pgdata "$SERVERS_DIR/postgres/data" --mode immediate --wait stop >/dev/null 2>&1
    fi
    rm -rf "$SERVERS_DIR"
    SERVERS_DIR=""
  fi
}

servers_main() {
  if [ $# -eq 0 ] || [ "$1" = --help ]; then
    sed -n '2,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    return 0
  fi
  set -u
  trap 'servers_stop' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
  servers_start || exit 1
  servers_describe >&2
  run_interruptibly "$@"
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  servers_main "$@"
fi
