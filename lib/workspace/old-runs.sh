# shellcheck shell=sh
# Functions of common.sh that remove the trees of a task's earlier runs.
#
# A tree is first renamed to a folder in .prepare/, so that it is never there in part. A pod that is killed meanwhile leaves
# the folder to the next attempt of any task: see remove_abandoned_stages.
#
# Reads: KEEP_RUNS  how many trees of this task stay, the newest: 1, 2, …; without it, all
#        TREE       name of this run's tree: TASK for run 1, else TASK-runN
#        the variables of common.sh

# attempt.sh sets stderr_file.
# shellcheck disable=SC2154

# Prints the space that trees use whose task has a newer run, for messages.
space_of_earlier_runs() {
  megabytes=$(
    find trees -mindepth 1 -maxdepth 1 -type d | awk '
      {
        run = 1
        task = $0
        if (match($0, /-run[0-9]+$/)) {
          run = substr($0, RSTART + 4) + 0
          task = substr($0, 1, RSTART - 1)
        }
        if (newest[task] < run) newest[task] = run
        runs[$0] = run
        tasks[$0] = task
      }
      END { for (tree in runs) if (runs[tree] < newest[tasks[tree]]) print tree }' |
      xargs -r du -csm 2>>"$stderr_file" | awk 'END { print $1 + 0 }'
  ) || :
  log "trees of earlier runs use $megabytes MB"
}

# earlier_runs TASK RUN
# Prints the runs of a task before RUN that have a tree or a file in .prepare/, the newest first.
earlier_runs() {
  find trees .prepare -mindepth 1 -maxdepth 1 |
    sed -nE "s,^[^/]*/$1-run([0-9]+)(\.[a-z]+)?$,\1,p; s,^[^/]*/$1(\.[a-z]+)?$,1,p" |
    sort -rnu | awk -v run="$2" '$1 < run'
}

# Whether a task with this tree as an input has a tree itself: it may be reading this tree.
is_input() {
  for file in .prepare/*.inputs; do
    if [ -f "$file" ] && grep -qxF "$1" "$file"; then
      return
    fi
  done
  return 1
}

# remove_tree TREE
# Removes a tree and its files in .prepare/, if no pod uses it. Logs what it freed, or why not.
remove_tree() (
  files=.prepare/$1
  if is_input "$1"; then
    log "keeping trees/$1: it is an input of another task's tree"
    exit
  fi
  exec 8<>"$files.lock" || exit
  if ! flock -n 8; then
    log "keeping trees/$1: another pod uses it"
    exit
  fi
  mkdir -p "$files.removed" || exit
  for path in "trees/$1" "$files.previous" "$files.stage"; do
    if [ -d "$path" ]; then
      # A folder can be moved to another folder only if it is writable.
      chmod u+rwx "$path" && mv "$path" "$(mktemp -d "$files.removed/XXXXXX")" || exit
    fi
  done
  rm -f "$files.job" "$files.refs" "$files.inputs"
  megabytes=$(size_in_megabytes "$files.removed" 2>>"$stderr_file") || :
  try_remove "$files.removed" || exit
  # Last: from here on, another pod can lock a file with the same name.
  rm -f "$files.lock"
  log "removed trees/$1: $megabytes MB"
) 2>>"$stderr_file"

# Removes the trees of this task before the newest KEEP_RUNS. That of the run before this one stays, because its Job may
# still run. A failure does not fail this task.
remove_old_runs() {
  run=$(log "$TREE" | sed -nE 's/.*-run([0-9]+)$/\1/p')
  if [ -z "${KEEP_RUNS-}" ] || [ -z "$run" ]; then
    return
  fi
  task=${TREE%"-run$run"}
  others=1
  if [ "$KEEP_RUNS" -gt 2 ]; then
    others=$((KEEP_RUNS - 1))
  fi
  for number in $(earlier_runs "$task" "$run"); do
    case $number in
      1) old_tree=$task ;;
      *) old_tree=$task-run$number ;;
    esac
    if [ "$others" -eq 0 ]; then
      remove_tree "$old_tree" || log "trees/$old_tree could not be removed: $(tail -n 1 "$stderr_file")"
    elif [ -e "trees/$old_tree" ]; then
      others=$((others - 1))
    fi
  done
}
