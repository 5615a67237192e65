# complete.zsh FOLDER LINE FILE: writes to FILE what a real zsh, with the completions in FOLDER, makes of LINE and a tab.
zmodload zsh/zpty
zpty shell zsh -f
zpty -w shell "PROMPT=; fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D
	say() { print -r -- \"\$BUFFER\" >$3; exit }; zle -N say; bindkey '^G' say; print REA\DY"
zpty -r -m shell started '*READY*'
zpty -w -n shell "$2"$'\t\a'
zpty -r -m shell ended '*never*'
[[ -s $3 ]]
