#!/bin/sh
# Clones a repository into trees/$TREE: for a root task whose volume has no mirror of the repository.
#
# Reads: the variables of git.sh and common.sh
# Sets:  branch

# shellcheck source=git.sh
. "$(dirname "$0")/git.sh"

# Fetches one commit with DEPTH commits of history, as `git clone --depth` does.
fetch_shallow() {
  case $ref in
    refs/heads/*)
      branch=${ref#refs/heads/}
      git -C "$repository" remote add -t "$branch" origin "$REPO_URL" || return 1
      fetch "+$object:refs/remotes/origin/$branch"
      ;;
    refs/tags/*)
      fetch "$object" || return 1
      git -C "$repository" update-ref "$ref" "$object"
      ;;
    *)
      fetch "$object"
      ;;
  esac
}

clone() {
  # No templates: an image may come with hooks.
  git init -q --template= "$repository" 2>"$stderr_file" || return 1
  if [ -n "${DEPTH-}" ]; then
    fetch_shallow
  else
    fetch_all
  fi
}

begin_attempt
wait_for_secret
use_secret
resolve_ref
clone || fail_clone
check_out || fail_clone
publish_clone
