#!/bin/sh
# Small pictures of what each graph gives, for the start page of the editor: made by running the graph, committed, shown at once.
# Needs `weft` (or WEFT=path), the models that the graphs ask for, and ImageMagick. `graphs/thumbnails.sh [NAME …]`
set -eu
cd "$(dirname "$0")"
weft=${WEFT:-weft}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ $# -gt 0 ] || set -- *.ron
for graph; do
    name=$(basename "$graph" .ron)
    case $name in
        adjust) output=before_and_after ;;
        cartoonise) output=compared ;;
        contact_of_a_folder | drawings) output=sheet ;;
        detect_faces) output=drawn ;;
        people) output=people ;;
        personalise | personalise_illustration) output=result ;;
        postcard) output=postcard ;;
        resize) output=picture ;;
        restore | upscale) output=result ;;
        *) echo "$name: which of its outputs is its face stands in this script" >&2 && exit 1 ;;
    esac
    "$weft" run "$name.ron" --out "$output=$work/$name.png" >/dev/null
    # As large as a card on a screen with two pixels a point; few colours, as twelve of them travel with each checkout.
    convert "$work/$name.png" -resize '432x200>' -dither FloydSteinberg -colors 128 -strip -define png:compression-level=9 \
        "PNG8:thumbnails/$name.png"
done
