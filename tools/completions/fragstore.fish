# Completes the options of fragstore's programs and their values, from what the programs' own --help says.

for program in cache-entry-creator cafs-add fragstore node-modules store-merge tree-patch
    type -q $program; or continue
    complete -e -c $program
    set -l option
    for line in ($program --help)
        if string match -q -- '  --*' $line
            set option (string match -rg '^  --(\S+) ?(.*)$' -- $line)
        else if test -n "$option"; and string match -q '      *' $line
            set -l flags
            switch "$option[2]"
                case ''
                case '*|*'
                    set flags -x -a (string replace -a '|' ' ' (string replace '...' '' -- $option[2]))
                case 'DIR*'
                    set flags -x -a '(__fish_complete_directories)'
                case FILE 'PATH*' BUN_LOCK
                    set flags -r -F
                case '*'
                    set flags -x
            end
            complete -c $program -l $option[1] -d (string trim $line) $flags
            set option
        end
    end
end
complete -c fragstore -f
complete -c fragstore -n 'not __fish_seen_subcommand_from doctor' -a doctor -d 'Say how a project can be built'
complete -c fragstore -n '__fish_seen_subcommand_from doctor' -a '(__fish_complete_directories)'
