# shellcheck shell=sh
# Functions that all scripts share: they log, and end an attempt with a message and an exit code.
#
# Reads: HOME             folder for temporary files, of this container only
#        TERMINATION_LOG  file of the termination message; only tests set it
# Sets:  supervised, termination_log, stderr_file

# -e ends the script when a command fails. It has no effect in a function that is called as a condition (`f || …`,
# `if f`): such a function handles each failure itself.
set -eu
# server.sh compares git's messages, in English.
export LC_ALL=C

termination_log=${TERMINATION_LOG-/dev/termination-log}
stderr_file=$HOME/stderr

log() {
  printf '%s\n' "$*"
}

# Writes the text that `kubectl describe pod` shows for this container.
write_termination_message() {
  log "$1" >"$termination_log" || :
}

# exit_with CODE MESSAGE
exit_with() {
  log "$2"
  write_termination_message "$2"
  exit "$1"
}

# Ends this attempt. The Job retries as often as its backoffLimit allows.
fail() {
  exit_with 1 "$1"
}

# Ends this attempt and fails the Job, for an error that a retry cannot repair: see its podFailurePolicy.
fail_job() {
  exit_with 65 "$1"
}

# Prints the last lines of a command's error output, without git's progress, such as "Receiving objects:  45% (9/20)".
print_stderr() {
  tr '\r' '\n' <"$stderr_file" | grep -Ev '^(remote: )?[A-Z][A-Za-z ]+: +[0-9]+% \(' | tail -n 20 || :
}

# Whether a text is a full commit ID, of SHA-1 or SHA-256.
is_full_id() {
  log "$1" | grep -Eqx '([0-9a-fA-F]{40}|[0-9a-fA-F]{64})'
}

# object_format ID
# Prints which hash a full ID has.
object_format() {
  case ${#1} in
    64) log sha256 ;;
    *) log sha1 ;;
  esac
}

remove_ssh_key() {
  if [ -e "$HOME/ssh-privatekey" ]; then
    rm -f "$HOME/ssh-privatekey"
  fi
}

# Runs in PID 1 when it gets SIGTERM.
stop() {
  kill "${worker-}" || :
  exit_with 143 "stopped by SIGTERM: the pod was deleted or evicted"
}

# Runs the script a second time, as a background process, and exits with its exit code. In a container this process is
# PID 1, which gets SIGTERM only if it has a trap, and a shell runs a trap only after its foreground command has ended.
# `wait` ends at once, and all processes of a container end with PID 1.
supervise() {
  # common.sh and push-common.sh read it.
  # shellcheck disable=SC2034
  supervised=yes
  # Here, because the worker may be killed.
  trap remove_ssh_key EXIT
  trap stop TERM
  # shellcheck source=/dev/null
  . "$0" &
  worker=$!
  code=0
  wait "$worker" || code=$?
  # A command failed that the script has no message for.
  if [ "$code" -ne 0 ] && [ ! -s "$termination_log" ]; then
    write_termination_message "$(describe_unknown_failure)"
  fi
  exit "$code"
}
