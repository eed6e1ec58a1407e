# shellcheck shell=sh
# Functions of common.sh that remove the trees of a task's earlier runs.
#
# Reads: KEEP_RUNS  how many trees of this task stay, the newest: 1, 2, …; without it, all
#        TREE       name of this run's tree: TASK for run 1, else TASK-runN
#        the variables of common.sh

# attempt.sh sets stderr_file.
# shellcheck disable=SC2154

# Lists the trees whose task has a newer run in $HOME/earlier. Only names that need no quotes; not the parent's tree.
list_earlier_runs() {
  (cd trees && find . -mindepth 1 -maxdepth 1 -type d) 2>>"$stderr_file" | sed -n 's,^\./\([a-z0-9][a-z0-9-]*\)$,\1,p' |
    awk -v parent="${PARENT_TREE-}" '
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
      END { for (tree in runs) if (runs[tree] < newest[tasks[tree]] && tree != parent) print tree }' |
    sort >"$HOME/earlier"
}

# Prints the space that they use, and the command that frees it, for messages.
describe_earlier_runs() {
  list_earlier_runs
  megabytes=$(sed 's,^,trees/,' "$HOME/earlier" | xargs -r du -csm 2>>"$stderr_file" | awk 'END { print $1 + 0 }')
  if [ "$megabytes" -eq 0 ]; then
    log 'trees of earlier runs use 0 MB; to see what uses the volume: npm run trees'
  else
    # A termination message has at most 4,096 bytes.
    log "trees of earlier runs use $megabytes MB; to remove them: npm run trees -- --remove" \
      "$(head -n 20 "$HOME/earlier" | xargs)"
  fi
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
    if [ "$others" -gt 0 ]; then
      if [ -e "trees/$old_tree" ]; then
        others=$((others - 1))
      fi
    elif is_input "$old_tree"; then
      log "keeping trees/$old_tree: it is an input of another task's tree"
    else
      remove_tree "$old_tree" || log "trees/$old_tree could not be removed: $(tail -n 1 "$stderr_file")"
    fi
  done
}
