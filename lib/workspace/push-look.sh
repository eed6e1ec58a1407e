#!/bin/sh
# First step of a push: notes the refs of the server, and refuses what cannot be pushed before anything else runs.
#
# Reads: ALLOW_DEFAULT  yes if the default branch may be the target
#        the variables of push-common.sh and server.sh

# shellcheck source=push-common.sh
. "${0%/*}/push-common.sh"

# shellcheck source=server.sh
. "${0%/*}/server.sh"

target=refs/heads/$BRANCH
probe=$HOME/probe

fail_look() {
  print_stderr
  log_mesh
  fail "asking $REPO_URL for its branches failed: see the git output above"
}

# Notes whether the server can be asked which commits it has: `git push` asks only such a server.
note_negotiation() {
  if grep -q '< fetch=.*wait-for-done' "$HOME/trace"; then
    : >"$NOTES/negotiates"
  fi
  rm "$HOME/trace"
}

# Makes a repository with an empty commit, to ask for the right to push without pushing.
make_probe() {
  git init -q --bare --template= --object-format="$(object_format "$(head -n 1 "$NOTES/tips")")" "$probe"
  empty_tree=$(git -C "$probe" mktree </dev/null)
  commit=$(git -C "$probe" -c user.name=probe -c user.email= commit-tree -m probe "$empty_tree")
}

# Whether the credential may push. A rejected branch is an answer too: git compares it with the empty commit.
may_push() {
  git -C "$probe" push --dry-run --porcelain -- "$REPO_URL" "$commit:$target" >"$stdout_file" 2>"$stderr_file" ||
    grep -q '^!' "$stdout_file"
}

case $BRANCH in
  -*) target= ;;
esac
git check-ref-format "$target" || fail_job "\"$BRANCH\" is not a branch name: correct \"branch\", then increase \"run\""
wait_for_secret
use_secret
export GIT_TRACE_PACKET="$HOME/trace"
with_retries list_refs || fail_look
unset GIT_TRACE_PACKET
note_negotiation
if [ "$target" = "$(default_branch)" ] && [ "${ALLOW_DEFAULT-}" != yes ]; then
  fail_job "$BRANCH is the default branch of $REPO_URL: push to another one, or set allowDefault, then increase \"run\""
fi
awk '$1 != "ref:" { print $1 }' "$stdout_file" | sort -u >"$NOTES/tips"
id_of "$target" >"$NOTES/tip"
make_probe
with_retries may_push || fail_look
log "$BRANCH of $REPO_URL is $(grep . "$NOTES/tip" || log new)"
