// What a shell loads to complete certify: it asks the installed certify itself, so that the script never grows old.

const bash = String.raw`# certify: completion for bash. Load it with:  source <(certify completion bash)
_certify() {
  local current=${'$'}{COMP_WORDS[COMP_CWORD]} line
  [ "$current" = = ] && current=
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :open) compopt -o nospace 2>/dev/null ;;
      :file|:directory)
        compopt -o filenames 2>/dev/null
        local action=-f; [ "$line" = :directory ] && action=-d
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen $action -- "$current") ;;
      *) COMPREPLY+=("$line") ;;
    esac
  done < <("$1" __complete bash "${'$'}{COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _certify certify
`;

const zsh = String.raw`#compdef certify
# certify: completion for zsh. Load it with:  source <(certify completion zsh)  - or save it as _certify in a directory of $fpath.
_certify() {
  local line word says
  local -a offered open
  while IFS= read -r line; do
    case $line in
      :open) open=(-S '') ;;
      :file) _files; return ;;
      :directory) _files -/; return ;;
      *)
        word=${'$'}{line%%$'\t'*}
        says=
        [[ $line == *$'\t'* ]] && says=${'$'}{line#*$'\t'}
        offered+=("${'$'}{word//:/\\:}${'$'}{says:+:$says}") ;;
    esac
  done < <("$words[1]" __complete zsh "${'$'}{(@Q)words[2,CURRENT]}" 2>/dev/null)
  (( $#offered )) && _describe -V certify offered "${'$'}{open[@]}"
}
if [[ $funcstack[1] == _certify ]]; then _certify "$@"; else compdef _certify certify; fi
`;

const fish = String.raw`# certify: completion for fish. Load it with:  certify completion fish | source
function __certify_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    set -l current (commandline -ct)
    for line in ($program __complete fish $words "$current" 2>/dev/null)
        switch $line
            case :open
            case :file
                __fish_complete_path "$current"
            case :directory
                __fish_complete_directories "$current"
            case '*'
                echo -- $line
        end
    end
end
complete -c certify -f -a '(__certify_complete)'
`;

/** Shell → its script. */
export const COMPLETION_SCRIPTS: { readonly [shell: string]: string } = { bash, zsh, fish };
