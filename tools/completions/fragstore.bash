# Completes the options of fragstore's programs and their values, from what the program's own --help says.
# shellcheck shell=bash

_fragstore() {
	local program=$1 word=$2 before=$3 help argument
	# bash has --mode=copy as three words.
	if [ "$before" = = ]; then
		before=${COMP_WORDS[COMP_CWORD - 2]}
	elif [ "$word" = = ]; then
		word=''
	fi
	COMPREPLY=()
	help=$("$program" --help 2>/dev/null) || return 0
	# The word before may be any text, not only an option.
	argument=$(before=$before awk '/^  --/ && NF == 2 && $1 == ENVIRON["before"] { print $2 }' <<<"$help")
	case $argument in
	*'|'*) argument=${argument%...} && mapfile -t COMPREPLY < <(compgen -W "${argument//|/ }" -- "$word") ;;
	DIR*) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
	FILE | PATH* | BUN_LOCK) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	'')
		if [[ $word != -* && ${program##*/} == fragstore ]]; then
			if [ "$COMP_CWORD" = 1 ]; then COMPREPLY=(doctor); else mapfile -t COMPREPLY < <(compgen -d -- "$word"); fi
		elif [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W "$(sed -n 's/^  \(--[^ ]*\).*/\1/p' <<<"$help")" -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
		fi
		;;
	esac
}

complete -o filenames -F _fragstore cache-entry-creator cafs-add fragstore node-modules store-merge tree-patch
