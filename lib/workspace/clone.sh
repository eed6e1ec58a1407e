resolve
repo=$new
git init -q --template= "$repo"
if [ "${DEPTH-}" ]; then
  case $ref in
    refs/heads/*) fetch "+$object:refs/remotes/origin/${ref#refs/heads/}" ;;
    refs/tags/*) fetch "$object" && git -C "$repo" update-ref "$ref" "$object" ;;
    *) fetch "$object" ;;
  esac
else
  fetch_all
fi || give_up
finish || give_up
