secret=${SECRET_DIR-/etc/git-secret}
waited=0
for key in ${GIT_SECRET_KEYS-}; do
  until [ -s "$secret/$key" ]; do
    [ "$waited" -lt 120 ] || fail 65 "Secret $GIT_SECRET has no key $key, or is missing"
    [ "$waited" != 0 ] || say "waiting for key $key of Secret $GIT_SECRET"
    sleep 2
    waited=`expr $waited + 2`
  done
done
[ ! -s "$secret/ca.crt" ] || export GIT_SSL_CAINFO="$secret/ca.crt"
# ssh wants it private, with a last newline
[ ! -s "$secret/ssh-privatekey" ] ||
  (umask 77 && { tr -d '\r' <"$secret/ssh-privatekey" && echo; } >"$HOME/ssh-privatekey")

give_up() {
  show_errors
  fail 1 "$REPO_URL can't be cloned: see above; `free`"
}
# Asks the server, again after failures that may pass
server() {
  for pause in 2 4 8 16 32 0; do
    ! "$@" >"$HOME/out" 2>"$errors" || return 0
    case `cat "$errors"` in
      *'not our ref'* | *unadvertised*) fail 65 "the server does not give $object: correct ref, or raise run" ;;
      *denied* | *'tion failed'* | *'could not read '[UP]* | *'error: 403'* | *certificate* | *epository*' not '*)
        show_errors
        fail 1 "$REPO_URL refuses: check it and gitSecret (${GIT_SECRET-none})" ;;
      *'No space'* | *quota*) give_up ;;
    esac
    [ "$pause" != 0 ] || return 1
    show_errors
    pause=`expr "$pause" + \`od -An -N1 -tu1 /dev/urandom\` % "$pause"`
    say "again in $pause s"
    sleep "$pause"
  done
}
# A retry starts from what the first attempt was told
resolve() {
  object='' ref='' default='' want=${REF-HEAD}
  [ -s "$mine.refs" ] || {
    server timeout 60 git ls-remote --symref -- "$REPO_URL" HEAD "refs/heads/$want" "refs/tags/$want" "$want" 9>&- ||
      give_up
    cp "$HOME/out" "$mine.refs"
  }
  while read -r id name of; do
    case $id$of:$name in
      ref:HEAD:*) default=$name ;;
      *:"refs/heads/$want" | *:"refs/tags/$want" | *:"$want") [ "$object" ] || object=$id ref=$name ;;
    esac
  done <"$mine.refs"
  [ "$ref" != HEAD ] || ref=$default
  [ "$object" ] || object=`say "$want" | grep -Ex '[0-9a-fA-F]{40}'` ||
    fail 65 "$REPO_URL has no branch or tag $want: correct ref, or push it"
}
has() { git -C "$repo" cat-file -e "$object^{commit}" 2>"$errors"; }
fetch() {
  server git -C "$repo" -c fetch.unpackLimit=1 fetch --progress --prune --no-auto-maintenance --no-write-fetch-head \
    ${DEPTH:+"--depth=$DEPTH"} -- "$REPO_URL" "$@" || return 1
  tr '\r' '\n' <"$errors" | grep 'Receiving.*done' || :
}
fetch_all() {
  fetch '+refs/heads/*:refs/remotes/origin/*' '+refs/tags/*:refs/tags/*' || return 1
  has || fetch "$object"
}
# Makes $new what a clone would be, and publishes it
finish() {
  (
    exec 2>"$errors"
    cd "$new"
    branch=${ref#refs/heads/}
    if [ "$branch" = "$ref" ]; then
      git remote add origin "$REPO_URL"
      git checkout -q --detach "$object^{commit}" || exit
    else
      git remote add ${DEPTH:+-t "$branch"} origin "$REPO_URL"
      git checkout -q -b "$branch" "$object" || exit
      git branch -q -u "origin/$branch" || :
    fi
    git remote set-head origin "${default#refs/heads/}" || :
    [ ! -e .gitmodules ] || say "warning: submodules are left empty"
    ! git grep -q filter=lfs -- '*.gitattributes' || say "warning: LFS files are left as pointers"
  ) || return 1
  publish "`git -C "$new" rev-parse HEAD`" "$REPO_URL ${ref:-$want}"
}
