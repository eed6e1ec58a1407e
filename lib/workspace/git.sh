secret=${SECRET_DIR-/etc/git-secret}
out=$HOME/stdout
waited=0
for key in ${GIT_SECRET_KEYS-}; do
  until [ -s "$secret/$key" ]; do
    [ "$waited" -lt 120 ] || end 65 "Secret $GIT_SECRET has no key $key, or is missing"
    [ "$waited" != 0 ] || say "waiting for key $key of Secret $GIT_SECRET"
    sleep 2
    waited=`expr "$waited" + 2`
  done
done
[ ! -s "$secret/ca.crt" ] || export GIT_SSL_CAINFO="$secret/ca.crt"
# ssh wants it private, with a last newline
[ ! -s "$secret/ssh-privatekey" ] ||
  (umask 77 && { tr -d '\r' <"$secret/ssh-privatekey" && echo; } >"$HOME/ssh-privatekey")

give_up() {
  show
  end 1 "$REPO_URL can't be cloned: see above"
}
# Asks the server, again if a failure may pass
server() {
  for pause in 2-4 4-8 8-16 16-32 32-64 ''; do
    ! "$@" >"$out" 2>"$err" || return 0
    case `cat "$err"` in
      *'not our ref'* | *'unadvertised object'*) end 65 "the server does not give $object: correct ref, or raise run" ;;
      *' denied'* | *'cation failed'* | *'not read '[UP]* | *'error: 403'* | \
        *'certificate '* | *'not found'* | *'not appear'*)
        show
        end 1 "$REPO_URL refuses: check it and gitSecret (${GIT_SECRET-none})" ;;
      *'No space'* | *'quota ex'*) give_up ;;
    esac
    [ "$pause" ] || return 1
    show
    pause=`shuf -n 1 -i $pause`
    say "again in $pause s"
    sleep "$pause"
  done
}
# A retry starts from what the first attempt was told
resolve() {
  object='' ref='' default='' want=${REF-HEAD}
  [ -s "$mine.refs" ] || {
    server timeout 60 git ls-remote --symref -- "$REPO_URL" HEAD "$want" 9>&- || give_up
    [ -s "$out" ] || end 1 "$REPO_URL is empty, or no git repository"
    cp "$out" "$mine.refs"
  }
  while read -r id name of; do
    case $id$of:$name in
      ref:HEAD:*) default=$name ;;
      *:"refs/heads/$want" | *:"refs/tags/$want" | *:"$want") [ "$object" ] || object=$id ref=$name ;;
    esac
  done <"$mine.refs"
  [ "$ref" != HEAD ] || ref=$default
  [ "$object" ] || object=`say "$want" | grep -Ex '[0-9a-fA-F]{40}'` ||
    end 65 "$REPO_URL has no branch or tag $want: correct ref, or push it"
}
has() { git -C "$repo" cat-file -e "$object^{commit}" 2>"$err"; }
fetch() {
  server git -C "$repo" -c fetch.unpackLimit=1 fetch --progress --prune --no-auto-maintenance --no-write-fetch-head \
    ${DEPTH:+"--depth=$DEPTH"} -- "$REPO_URL" "$@" || return 1
  tr '\r' '\n' <"$err" | grep 'Receiving.*done' || :
}
fetch_all() {
  fetch '+refs/heads/*:refs/remotes/origin/*' '+refs/tags/*:refs/tags/*' || return 1
  has || fetch "$object"
}
# Makes $new a clone, and publishes it
finish() {
  (
    exec 2>"$err"
    cd "$new"
    branch=${ref#refs/heads/}
    git remote add origin "$REPO_URL" || :
    if [ "$branch" = "$ref" ]; then
      git checkout -q --detach "$object^{commit}" || exit
    else
      git checkout -q -b "$branch" "$object" || exit
      git branch -q -u "origin/$branch" || :
    fi
    git remote set-head origin "${default#refs/heads/}" || :
    [ ! -e .gitmodules ] || say "warning: submodules are left empty"
    ! git grep -q filter=lfs -- '*.gitattributes' || say "warning: LFS files are left as pointers"
  ) || return 1
  publish "`git -C "$new" rev-parse HEAD`" "$REPO_URL ${ref:-$want}"
}
