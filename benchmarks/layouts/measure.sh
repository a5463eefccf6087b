#!/usr/bin/env bash
# Measures what each layout of the cart's hash costs: server time of an add to an existing line, and bytes of the cart, at 5, 100 and
# 500 lines. Starts a Redis of its own; needs redis-server, redis-cli and redis-benchmark. Prints the least of five rounds, because
# whatever else runs on the machine can only add time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

folder=$(mktemp -d)
socket=$folder/redis.sock
redis-server --port 0 --unixsocket "$socket" --save '' --appendonly no --dir "$folder" --daemonize yes >/dev/null
trap 'redis-cli -s "$socket" shutdown nosave 2>/dev/null || true; rm -rf "$folder"' EXIT
until redis-cli -s "$socket" ping >/dev/null 2>&1; do :; done

redis() { redis-cli -s "$socket" "$@"; }
now=1800000000

add() { # script, line: the command that adds one unit
  echo "EVALSHA $1 1 cart:{1} $now 1209600 USD $2 1 19.99 1000 999999999"
}

server_time() { # script, line: microseconds a call
  redis config resetstat >/dev/null
  # shellcheck disable=SC2046
  redis-benchmark -s "$socket" -q -n 100000 -P 16 -c 8 $(add "$1" "$2") >/dev/null
  redis info commandstats | tr -d '\r' | sed -n 's/^cmdstat_evalsha:.*usec_per_call=\([0-9.]*\).*/\1/p'
}

echo "$(redis-server --version | cut -d' ' -f3), $(nproc) cores"
printf '%-30s %6s %10s %8s %10s\n' layout lines µs/add ratio bytes
for lines in 5 100 500; do
  yardstick=
  for layout in one_hincrby packed_line_packed_header packed_line_split_header two_fields_packed_header; do
    redis flushall >/dev/null
    script=$(redis script load "$(cat "$layout.lua")")
    for ((i = 1; i <= lines; i++)); do add "$script" "7:$((1000 + i))"; done | redis >/dev/null
    best=$(for _ in 1 2 3 4 5; do server_time "$script" "7:$((1000 + lines))"; done | sort -n | head -1)
    yardstick=${yardstick:-$best}
    printf '%-30s %6s %10s %8s %10s\n' "$layout" "$lines" "$best" \
      "$(awk -v a="$best" -v b="$yardstick" 'BEGIN { printf "%.2f", a / b }')" "$(redis memory usage 'cart:{1}')"
  done
done
