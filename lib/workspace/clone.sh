resolve
repo=$new
git init -q --template= "$repo" 2>"$err" || give_up
if [ "${DEPTH-}" ]; then
  case $ref in
    refs/heads/*)
      branch=${ref#refs/heads/}
      git -C "$repo" remote add -t "$branch" origin "$REPO_URL"
      fetch "+$object:refs/remotes/origin/$branch" ;;
    refs/tags/*) fetch "$object" && git -C "$repo" update-ref "$ref" "$object" ;;
    *) fetch "$object" ;;
  esac
else
  fetch_all
fi || give_up
finish || give_up
