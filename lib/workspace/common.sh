# Stages trees/$TREE, then renames it: it is whole or not there. Exit code 65: no retry heals it.
# Backticks, because Kubernetes would expand the other form.
set -eu
began=`date +%s`
cd "$CLAIM"
tree=trees/$TREE
mine=.prepare/$TREE
new=$mine.stage/$TREE
err=$HOME/stderr

say() { printf '%s\n' "$*"; }
result() { say "$1" >"${TERMINATION_LOG-/dev/termination-log}" || :; }
end() {
  say "$2"
  result "$2"
  exit "$1"
}
show() { tr '\r' '\n' <"$err" | grep -v % | tail -n 20 || :; }
free() { df -Pm "$CLAIM" | awk 'END { n = NF - 2; print $n }'; }
discard() {
  rm -rf "$1" 2>"$err" || { chmod -R u+rwX "$1" && rm -rf "$1"; } ||
    end 1 "can't remove $1: does an earlier pod still write there?"
}
# lock FD WHAT
lock() {
  flock -n "$1" || {
    say "waiting for another pod, which is at $2"
    timeout 3600 flock "$1" || end 1 "no lock on $2 in an hour, or its storage has no locks"
  }
}
# publish COMMIT SOURCE
publish() {
  sync -f "$new" 2>"$err" || :
  if [ -e "$tree" ]; then
    chmod u+rwx "$tree"
    mv "$tree" "$mine.previous"
  fi
  mv "$new" trees/
  now=`date +%s`
  say "prepared $tree from $2 at $1 in `expr "$now" - "$began"` s: `du -sm "$tree" | cut -f 1` MB"
  result "$1"
}

for folder in .prepare trees mirror.git; do
  [ ! -L $folder ] || end 65 "$folder is a symbolic link"
done
mkdir -p .prepare trees || end 1 "user `id -u` can't write to the volume: see runAsUser and fsGroup"
exec 9>"$mine.lock"
lock 9 "$tree"
trap 'rm -rf "$mine.stage" || :; say "`free` MB free on the volume"' EXIT
if [ -e "$tree" ] || [ -e "$mine.previous" ]; then
  [ "`cat "$mine.job"`" = "$JOB_UID" ] || end 65 "$tree is another Job's and is kept: raise run to run again"
else
  rm -f "$mine.refs"
  say "$JOB_UID" >"$mine.job"
fi
discard "$mine.stage"
if [ -e "$tree" ]; then
  [ "$RETRY" = clean ] || end 0 "kept $tree as the last attempt left it"
  discard "$mine.previous"
fi
mkdir "$mine.stage"
