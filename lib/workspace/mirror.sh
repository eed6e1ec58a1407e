repo=mirror.git
# Drops what a kill left and foreign settings; checks
mend() {
  find $repo \( -name '*.lock' -o -path "$repo/objects/*tmp*" -o -path "$repo/objects/*.keep" \) -exec rm -rf {} + || :
  rm -rf $repo/config $repo/hooks $repo/info $repo/objects/info
  git init -q --bare --template= $repo && git -C $repo rev-list -n 1 --all && { ! $deep || git -C $repo fsck; }
}
# A retry needs no more than its commit
update() {
  if [ -e "$tree" ] && has; then return; fi
  fetch_all || return 1
  git -C $repo -c pack.threads=1 repack -qdn --geometric=2 2>"$err" || :
}

resolve
for deep in false true; do
  exec 8>.prepare/fetching
  lock 8 $repo
  discard "$new"
  mend >"$err" 2>&1 || {
    say "$repo is damaged: making it anew"
    discard $repo
    deep=false
    mend >"$err" 2>&1 || give_up
  }
  if update && mkdir "$new" && cp -R $repo "$new/.git" 2>"$err"; then
    exec 8>&-
    git init -q --template= "$new" && finish && exit
  fi
  show
done
give_up
