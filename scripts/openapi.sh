#!/bin/sh
# The OpenAPI document and the TypeScript types made from it.
#   openapi.sh write   make both anew
#   openapi.sh check   fail when a committed one is stale
set -eu
document=docs/reference/openapi.json
types=web/src/api/schema.ts
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT

make_types() { # make_types DOCUMENT TYPES
    (
        cd web
        npx --no-install openapi-typescript "$1" -o "$2" --alphabetize --root-types --root-types-no-schema-prefix >/dev/null
        npx --no-install prettier --write --log-level warn --config .prettierrc.json "$2"
    )
}

.venv/bin/python -m dispatcher.api.openapi >"$fresh/openapi.json"
case $1 in
write)
    mkdir -p "$(dirname $document)" "$(dirname $types)"
    cp "$fresh/openapi.json" $document
    make_types "$PWD/$document" "$PWD/$types"
    ;;
check)
    cmp -s "$fresh/openapi.json" $document || { echo "$document is stale: run \`make openapi\`" >&2; exit 1; }
    make_types "$fresh/openapi.json" "$fresh/schema.ts"
    cmp -s "$fresh/schema.ts" $types || { echo "$types is stale: run \`make openapi\`" >&2; exit 1; }
    ;;
*)
    echo "usage: openapi.sh write|check" >&2
    exit 2
    ;;
esac
