#!/usr/bin/env bash
# test_completion.bash FOLDER: types words at the bash completion; zsh's is parsed where zsh is.
set -eu
bash -n "$1/refire"
if command -v zsh >/dev/null; then
    zsh -n "$1/_refire"
fi
compopt() { :; } # only works while a real completion runs
# shellcheck source=/dev/null
source "$1/refire"
failed=0

# tab "typed words" "answers": the last word is the one being completed, `_` an empty one.
tab() {
    read -ra COMP_WORDS <<<"${1//_/ }"
    [[ $1 == *_ ]] && COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _refire
    if [[ "${COMPREPLY[*]}" != "$2" ]]; then
        echo "$1: '${COMPREPLY[*]}', not '$2'"
        failed=1
    fi
}

tab 'refire re' 'replay'
tab 'refire _' 'shell serve replay trace check diff verify explain demo lab logkit help'
tab 'refire replay --mid' '--midstream'
tab 'refire replay --midstream _' 'strict adopt mark'
tab 'refire replay --mode = re' 'reconstruct'
tab 'refire replay --mode =' 'auto strict reconstruct observe'
tab 'refire check --wr' '--write'
tab 'refire --str' '--strict-routes'
tab 'refire replay -c CMakeL' 'CMakeLists.txt'
tab 'refire check CMakeL' 'CMakeLists.txt'
tab 'refire replay --seed _' ''
tab 'refire lab _' 'list show start check hint next reset test grade fault'
tab 'refire lab fa' 'fault'
tab 'refire lab --le' '--level'
refire() { # what `lab list` prints
    printf '%-6s%-24s%s\n' '' nat-and-global 'A pool' done nat-0 'None at all' '' pat-limits 'One'
}
tab 'refire lab start na' 'nat-and-global nat-0'
tab 'refire lab hint p' 'pat-limits'
tab 'refire lab grade CMakeL' 'CMakeLists.txt'
tab 'refire lab check nat-0 CMakeL' 'CMakeLists.txt'
exit "$failed"
