#!/bin/sh
# Third step of a push: commits what the parent left, and writes what is new as packs. It reads a tree that nobody trusts:
# it uses an own repository, takes the objects of the tree as data, and reads HEAD and refs as text. The next step does not
# trust its result.
#
# Reads: WORK_TREE        where the parent's tree is mounted, read-only
#        PARENT_TASK_ID   ID of the parent task, for messages
#        COMMIT_MESSAGE   message of the commit; without it, only HEAD is pushed
#        GIT_AUTHOR_NAME, GIT_AUTHOR_EMAIL, GIT_COMMITTER_NAME, GIT_COMMITTER_EMAIL
#        NESTED_REPOSITORIES  files: commit the files of other git repositories in the tree; else they are refused
#        GIT_SECONDS      limit for each git command; only tests set it
#        the variables of push-common.sh

# shellcheck source=push-common.sh
. "${0%/*}/push-common.sh"

their_git=$WORK_TREE/.git
objects=$HOME/objects
list=$HOME/list
nested_tree=$HOME/nested
export GIT_DIR="$HOME/repository" GIT_ALTERNATE_OBJECT_DIRECTORIES="$objects"
export GIT_CONFIG_GLOBAL=/dev/null GIT_ATTR_NOSYSTEM=1 GIT_OPTIONAL_LOCKS=0
# Of the tree's objects, only the objects: no replacements, and none that git would fetch.
export GIT_NO_REPLACE_OBJECTS=1 GIT_NO_LAZY_FETCH=1 GIT_ALLOW_PROTOCOL=none

# Runs git, with limits for the time and the memory.
run_git() {
  timeout "${GIT_SECONDS-1800}" git -c core.hooksPath=/dev/null -c core.fsmonitor=false -c core.commitGraph=false \
    -c core.multiPackIndex=false -c core.bigFileThreshold=16m -c core.packedGitLimit=256m -c pack.threads=1 \
    -c pack.windowMemory=64m -c gc.auto=0 "$@"
}

# COMMAND || refuse_tree
# Ends the attempt after an error of git. Only a retry can help if git was killed.
refuse_tree() {
  case $? in
    # 124 is the exit code of GNU's timeout, 143 that of busybox'. 137: too much memory.
    124 | 137 | 143)
      print_stderr
      fail "git took too long or too much memory in the tree of task $PARENT_TASK_ID"
      ;;
  esac
  refuse "the tree of task $PARENT_TASK_ID cannot be pushed"
}

# Prints the path of a file if no link leads to it: a link could lead out of the tree.
is_plain_file() {
  [ -f "$1" ] && [ ! -L "$1" ] && [ "$(readlink -f "$1")" = "$(readlink -f "$their_git")${1#"$their_git"}" ]
}

check_tree() {
  if [ ! -d "$their_git" ] || [ -L "$their_git" ] || [ ! -d "$their_git/objects" ] || [ -L "$their_git/objects" ]; then
    fail_job "the tree of task $PARENT_TASK_ID has no folder .git with objects"
  fi
  # git would wait for a writer.
  pipe=$(find "$WORK_TREE" -type p 2>"$stderr_file" | head -n 1)
  if [ -n "$pipe" ]; then
    name=${pipe#"$WORK_TREE/"}
    fail_job "the tree of task $PARENT_TASK_ID contains a named pipe: $name"
  fi
  other=$(find "$their_git/objects" ! -type d ! -type f 2>"$stderr_file" | head -n 1)
  if [ -n "$other" ]; then
    name=${other#"$WORK_TREE/"}
    fail_job "the tree of task $PARENT_TASK_ID has an object that is not a file: $name"
  fi
}

# Finds the commit of HEAD.
read_head() {
  base=
  if is_plain_file "$their_git/HEAD"; then
    base=$(head -c 4000 "$their_git/HEAD" | head -n 1)
  fi
  case $base in
    'ref: refs/'*)
      ref=${base#ref: }
      base=
      git check-ref-format "$ref" || fail_job "HEAD of the tree of task $PARENT_TASK_ID is not a branch or a commit"
      read_ref
      ;;
  esac
  if ! is_full_id "$base"; then
    fail_job "HEAD of the tree of task $PARENT_TASK_ID is not a branch or a commit"
  fi
}

# Finds the commit of the ref.
read_ref() {
  if is_plain_file "$their_git/$ref"; then
    base=$(head -c 100 "$their_git/$ref" | head -n 1)
  elif [ ! -e "$their_git/$ref" ] && is_plain_file "$their_git/packed-refs"; then
    base=$(name=$ref awk '$2 == ENVIRON["name"] { print $1; exit }' "$their_git/packed-refs")
  fi
}

# Makes an own repository, and a folder with links to the tree's packs and objects. So git does not see what else is beside
# them: commit-graphs, alternates, bitmaps, a multi-pack index.
make_repository() {
  git init -q --bare --template= --object-format="$(object_format "$base")" "$GIT_DIR"
  mkdir -p "$objects/pack"
  for folder in "$their_git"/objects/[0-9a-f][0-9a-f]; do
    if [ -d "$folder" ]; then
      ln -s "$folder" "$objects/"
    fi
  done
  for index in "$their_git"/objects/pack/pack-*.idx; do
    if [ -f "$index" ] && [ -f "${index%.idx}.pack" ]; then
      ln -s "$index" "${index%.idx}.pack" "$objects/pack/"
    fi
  done
  if is_plain_file "$their_git/shallow"; then
    read_ids "$their_git/shallow" >"$GIT_DIR/shallow"
  fi
  run_git cat-file -e "$base^{commit}" 2>"$stderr_file" || refuse_tree
}

# Writes the recorded submodules of the commit to $list.submodules, as `git ls-tree` prints them.
list_submodules() {
  run_git ls-tree -r "$base" >"$list" 2>"$stderr_file" || refuse_tree
  grep '^160000 ' "$list" >"$list.submodules" || :
}

# Writes the paths of nested repositories to $list.nested. Each would become a submodule that nobody can fetch.
list_nested_repositories() {
  run_git ls-files -z -o --exclude-standard >"$list" 2>"$stderr_file" || refuse_tree
  # A line break in a name becomes \001.
  tr '\n\0' '\001\n' <"$list" | grep '/$' >"$list.nested" || return 0
  nested=$(head -n 5 "$list.nested" | tr '\001\n' '? ')
  if [ "${NESTED_REPOSITORIES-}" != files ]; then
    fail_job "the tree of task $PARENT_TASK_ID contains other git repositories: $nested- remove or ignore them, or set nestedRepositories to \"files\""
  fi
  if grep -q "$(printf '\001')" "$list.nested"; then
    fail_job "the tree of task $PARENT_TASK_ID contains other git repositories whose names have line breaks: $nested- remove or ignore them"
  fi
  log "committing the files of other git repositories: $nested"
}

# Copies the files of a nested repository to another work tree, without what makes it a repository, at any depth.
copy_nested() {
  folder=$1
  mkdir -p "$nested_tree/$folder"
  # Through no link: each part of the path is a folder, because git listed it.
  # Not `tar`: that of busybox may have no option to leave out .git. A failure creates a file: not every `find` returns it.
  # shellcheck disable=SC2016
  (
    cd "./$folder" || exit
    find . -name .git -prune -o -type d \
      -exec sh -c 'for path; do mkdir -p "$0/$path" || : >"$HOME/copy-failed"; done' "$nested_tree/$folder" {} +
    find . -name .git -prune -o \( -type f -o -type l \) \
      -exec sh -c 'for path; do cp -P "$path" "$0/$path" || : >"$HOME/copy-failed"; done' "$nested_tree/$folder" {} +
  ) || return
  if [ -e "$HOME/copy-failed" ]; then
    return 1
  fi
  while :; do
    case $folder in
      */*) folder=${folder%/*} ;;
      *) folder=. ;;
    esac
    if [ -f "./$folder/.gitignore" ] && [ ! -L "./$folder/.gitignore" ] && [ ! -e "$nested_tree/$folder/.gitignore" ]; then
      cp "./$folder/.gitignore" "$nested_tree/$folder/.gitignore"
    fi
    if [ "$folder" = . ]; then
      return
    fi
  done
}

# Adds the files of nested repositories to the index, from copies of them.
add_nested_files() {
  while IFS= read -r nested; do
    copy_nested "${nested%/}" || return
  done <"$list.nested"
  sed 's/^/:(top,literal)/' "$list.nested" >"$list"
  (cd "$nested_tree" && GIT_WORK_TREE="$nested_tree" run_git add -A --pathspec-from-file="$list")
}

# Runs first because a pack of them might fill the disk of the node.
check_size() {
  run_git ls-files -z -m -o --exclude-standard >"$list" 2>"$stderr_file" || refuse_tree
  while IFS= read -r nested; do
    find "./$nested" -name .git -prune -o -type f -print0
  done <"$list.nested" >>"$list"
  bytes=$(xargs -0 stat -c %s <"$list" 2>"$stderr_file" | awk '{ sum += $1 } END { printf "%.0f", sum }')
  if [ "$bytes" -gt "$MAX_BYTES" ]; then
    fail_job "the uncommitted files of task $PARENT_TASK_ID have $bytes bytes, but at most $MAX_BYTES can be pushed: ignore files, or increase the ephemeral-storage limit of gitResources"
  fi
}

# Adds all changes to the index. The submodules are not in it meanwhile: git would run commands in them.
add_changes() {
  sed "s/^160000 commit [0-9a-f]*/0 $(log "$base" | tr '[:xdigit:]' 0)/" "$list.submodules" |
    run_git update-index --index-info || return
  # Marks the unchanged files, so that `git add` does not write their objects again.
  run_git update-index -q --refresh >"$HOME/stdout" || :
  check_size
  {
    log ':(top)'
    cut -f 2- "$list.submodules" | sed -e 's/^"/":(top,exclude,literal)/' -e t -e 's/^/:(top,exclude,literal)/'
    sed 's/^/:(top,exclude,literal)/' "$list.nested"
  } >"$list"
  run_git add -A --pathspec-from-file="$list" || return
  if [ -s "$list.nested" ]; then
    add_nested_files || return
  fi
  run_git update-index --index-info <"$list.submodules"
}

# A file with a filter, such as one of Git LFS or git-crypt, would be committed without it.
refuse_filters() {
  run_git diff-index --cached --no-renames --diff-filter=d --name-only "$base" >"$list" 2>"$stderr_file" || refuse_tree
  run_git check-attr --cached --stdin filter <"$list" >"$list.filters" 2>"$stderr_file" || refuse_tree
  filtered=$(grep -Ev ': filter: (unspecified|unset)$' "$list.filters" | head -n 5 | tr '\n' ' ')
  if [ -n "$filtered" ]; then
    fail_job "the task $PARENT_TASK_ID changed files that need a filter, such as that of Git LFS: $filtered- commit them in the task"
  fi
}

# Commits all changes, if there are any. The date is that of the run's first attempt: each attempt makes the same commit.
make_commit() {
  if [ -e "$their_git/info/sparse-checkout" ]; then
    fail_job "the tree of task $PARENT_TASK_ID is a sparse checkout: its missing files would be deleted"
  fi
  export GIT_WORK_TREE="$WORK_TREE"
  cd "$WORK_TREE"
  run_git read-tree "$base" 2>"$stderr_file" || refuse_tree
  list_submodules
  list_nested_repositories
  add_changes 2>"$stderr_file" || refuse_tree
  refuse_filters
  tree=$(run_git write-tree 2>"$stderr_file") || refuse_tree
  if [ "$tree" = "$(run_git rev-parse "$base^{tree}")" ]; then
    log 'there are no uncommitted changes'
    return
  fi
  GIT_AUTHOR_DATE="@$(cat "$NOTES/date") +0000"
  GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
  export GIT_AUTHOR_DATE GIT_COMMITTER_DATE
  commit=$(log "$COMMIT_MESSAGE" | run_git commit-tree -p "$base" "$tree" 2>"$stderr_file") || refuse_tree
  log "committed the changes as $commit"
}

# Writes to $list.known which commits of the server the tree has.
list_known_commits() {
  cat "$NOTES/tips" >"$list"
  # A push excludes the start commit only if the server answers that it has it.
  if [ -e "$NOTES/negotiates" ] && [ -e "$NOTES/start" ]; then
    cat "$NOTES/start" >>"$list"
  fi
  run_git cat-file --batch-check='%(objectname) %(objecttype)' <"$list" >"$list.types" 2>"$stderr_file" || refuse_tree
  sed -n 's/ commit$//p' "$list.types" >"$list.known"
}

# revisions COMMIT EXCLUDED
# Prints a range for git's --stdin: the commit without the commits of a file.
revisions() {
  log "$1"
  sed 's/^/^/' "$2"
}

# Writes the commits that the server has and that the new ones start from.
list_boundary() {
  revisions "$commit" "$list.known" | run_git rev-list --boundary --stdin >"$list" 2>"$stderr_file" || refuse_tree
  if [ -s "$list" ]; then
    sed -n 's/^-//p' "$list" >"$PACKS/boundary"
  else
    log "$commit" >"$PACKS/boundary"
  fi
}

# Writes the history that the next step needs to $list.history: from the commit to the branch, which shows whether the push is
# a fast-forward. If the server cannot be asked, all of it, because it shows which commits the branches and tags contain.
list_history() {
  cat "$PACKS/boundary" >"$PACKS/shallow"
  : >"$list.history"
  tip=$(cat "$NOTES/tip")
  if [ ! -e "$NOTES/negotiates" ] && grep -qvFxf "$list.known" "$PACKS/boundary"; then
    { log "$commit" && cat "$list.known"; } >"$list"
    run_git rev-list --stdin <"$list" >"$list.history" 2>"$stderr_file" || refuse_tree
    : >"$PACKS/shallow"
  elif grep -qFx "${tip:-none}" "$list.known" && run_git merge-base --is-ancestor "$tip" "$commit" 2>"$stderr_file"; then
    run_git rev-list --boundary "$commit" "^$tip" >"$list.history" 2>"$stderr_file" || refuse_tree
    { sed -n 's/^-//p' "$list.history" && log "$tip"; } >"$PACKS/shallow"
  fi
  if [ -e "$GIT_DIR/shallow" ]; then
    cat "$GIT_DIR/shallow" >>"$PACKS/shallow"
  fi
}

# Writes the objects of boundary.pack to $list: the history, and the commits of the boundary with their folders and with the
# files that `index-pack --fsck-objects` needs.
list_boundary_objects() {
  tr -d '-' <"$list.history" >"$list"
  run_git rev-list --objects --no-walk --filter=blob:none --stdin <"$PACKS/boundary" >"$list.objects" || return
  cut -d ' ' -f 1 "$list.objects" >>"$list"
  while IFS= read -r id; do
    run_git ls-tree -r "$id" >"$list.files" || return
    grep -iE '[/	]\.git(attributes|modules)"?$' "$list.files" | awk '{ print $3 }' >>"$list" || :
  done <"$PACKS/boundary"
}

# pack FILE ARGUMENT…
# Writes a pack of limited size.
pack() {
  file=$1
  shift
  # In blocks of 512 bytes.
  code=0
  (ulimit -f $((MAX_BYTES / 512)) && run_git pack-objects -q --stdout "$@" >"$file") 2>"$stderr_file" || code=$?
  if [ "$code" -eq 0 ]; then
    return
  fi
  if [ "$(wc -c <"$file")" -ge $((MAX_BYTES / 512 * 512)) ]; then
    fail_job "the new commits of task $PARENT_TASK_ID have more than $MAX_BYTES bytes: increase the ephemeral-storage limit of gitResources"
  fi
  (exit "$code") || refuse_tree
}

check_tree
read_head
make_repository
commit=$base
if [ -n "${COMMIT_MESSAGE-}" ]; then
  make_commit
fi
list_known_commits
list_boundary
list_history
revisions "$commit" "$list.known" >"$list.range"
pack "$PACKS/new.pack" --revs <"$list.range"
list_boundary_objects 2>"$stderr_file" || refuse_tree
pack "$PACKS/boundary.pack" <"$list"
log "$commit" >"$PACKS/commit"
log "packed $commit: $(wc -c <"$PACKS/new.pack") bytes are new"
