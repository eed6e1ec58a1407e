# shellcheck shell=sh
# What the steps of a push share. Each step is a container of its own:
#
#   push-look.sh    asks the server for the branch: with the credential, without a tree
#   push-check.sh   looks for the parent's tree on the volume: without the credential
#   push-commit.sh  reads the parent's tree and writes packs: without the credential
#   push.sh         checks the packs and pushes them: with the credential, without a tree
#
# A task wrote the tree, and nobody trusts it. So no container has both the tree and the credential, and what comes from
# the tree is checked as if it came from another server.
#
# Between the steps:
#   $NOTES/tips          IDs of all branches and tags of the server (look)
#   $NOTES/tip           ID of the branch on the server; empty if it does not exist (look)
#   $NOTES/negotiates    exists if the server can be asked which commits it has (look)
#   $NOTES/date          seconds since 1970 at the first attempt of the run: the date of the commit (check)
#   $NOTES/first_tip     ID of the branch at the first attempt of the run (check)
#   $NOTES/start         the commit that the chain started from, if the server of the push had it (check)
#   $PACKS/commit        ID of the commit to push (commit)
#   $PACKS/new.pack      the objects that the server does not have (commit)
#   $PACKS/boundary.pack commits and folders that the server has, to check the new objects (commit)
#   $PACKS/boundary      IDs of the commits whose folders are in boundary.pack (commit)
#   $PACKS/shallow       IDs of the commits whose parents are not handed over (commit)
#
# Reads: BRANCH     the branch to push to
#        NOTES      folder that look and check write, and that commit and push only read
#        PACKS      folder that commit writes, and that push only reads
#        MAX_BYTES  size of the largest pack, and of all uncommitted files
#        the variables of attempt.sh

# shellcheck source=attempt.sh
. "${0%/*}/attempt.sh"

describe_unknown_failure() {
  log "pushing to $BRANCH failed: see the log"
}

if [ -z "${supervised-}" ]; then
  supervise
fi

# refuse MESSAGE
# Fails the Job after the error in $stderr_file. The termination message has its first lines, without git's advice.
refuse() {
  print_stderr
  fail_job "$1: $(print_stderr | grep -Ev '^(hint: .*|To .*|error: failed to push .*|)$' | head -n 5 | cut -c 1-300)"
}

# For the functions of server.sh.
check_error() {
  if [ "$(failure_reason)" = no_access ]; then
    refuse "the server refuses access to $REPO_URL (gitSecret: ${GIT_SECRET-none})"
  fi
}

# Prints the lines of a file that are full IDs.
read_ids() {
  grep -Ex '[0-9a-f]{40}|[0-9a-f]{64}' "$1" || :
}
