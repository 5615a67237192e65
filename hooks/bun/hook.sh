# shellcheck shell=bash
# bun2nix's hook, by the names of its phases and variables. node_modules is made straight from the lockfile, without bun, or by bun from a
# read-only cache, as bunDeps says; nothing is copied first.
#
#   bunDeps                    from fetchBunDeps or fetchNodeTarballs (or another cache, or a folder that has one in share/bun-cache)
#   bunProdDeps                what bunInstallProd installs from, when it is another
#   bunRoot                    the folder of bun.lock, when it is not the source's root
#   bunInstallFlags            flags for `bun install`, in place of --linker=isolated, which is the default unless bunfig.toml or .npmrc has a linker
#   bunBuildFlags              flags for `bun build`, the default buildPhase
#   bunCheckFlags              flags for `bun test`, the default checkPhase
#   dontRunLifecycleScripts    run none of the project's own install scripts
#   dontUseBunPatch            leave the #! lines of the source, and of what bun installed, as they are
#   dontUseBunBuild            set no buildPhase
#   dontUseBunCheck            set no checkPhase
#   dontUseBunInstall          set no installPhase
#
# Lists may be strings or arrays, and …FlagsArray adds to them. Every phase has a pre and a post hook: preBunNodeModulesInstallPhase, …;
# those of bunBuildPhase, bunCheckPhase and bunInstallPhase are stdenv's own preBuild, preCheck and preInstall.
#
# bun is in PATH from here on, after one of the derivation's own, and so is a bun2nix that does nothing.

# shellcheck disable=SC2034 # for lib.sh
hookNodeModules=@nodeModules@ hookTreePatch=@treePatch@ hookDownloads=@downloads@ hookPlatform=@platform@
bunCacheEntryCreator=@cacheEntryCreator@ bunSettings=@bunSettings@
# shellcheck source=../lib/lib.sh
source @hookLib@
# shellcheck source=cache.sh
source @bunCache@
# shellcheck source=explain.sh
source @bunExplain@

bunSetInstallCacheDirPhase() {
    runHook preBunSetInstallCacheDirPhase
    hookInRoot bun bunUseDeps
    runHook postBunSetInstallCacheDirPhase
}

bunUseDeps() {
    if [ -d "${bunDeps-}/tarballs" ]; then
        bunHasTarballs=1
        hookUseTarballs "bun@$(bun --version)" bun.lock
    fi
    bunConfigure "${bunDeps-}"
}

bunPatchPhase() {
    runHook preBunPatchPhase
    patchShebangs .
    hookNeedHome
    runHook postBunPatchPhase
}

bunNodeModulesInstallPhase() { hookPhase bun BunNodeModulesInstallPhase bunInstallNodeModules; }

bunInstallNodeModules() {
    local folder
    bunCheckProject
    hookInstall bun "$bunDeps"
    if [ -z "${bunHasTarballs-}" ]; then return; fi
    while IFS= read -r folder; do
        bunWarn "the install script of ${folder##*node_modules/} did not run; if the build needs what it makes, write '(cd $folder && bun run install)' into preBuild, and add what it needs to nativeBuildInputs"
    done < <(bunTrustedWithScripts "$bunDeps")
}

bunLifecycleScriptsPhase() { hookPhase bun BunLifecycleScriptsPhase hookRunProjectScripts bun bun "$bunDeps" "dontRunLifecycleScripts = true"; }

# For installPhase: makes node_modules again, without devDependencies, before it is copied to $out.
bunInstallProd() { hookInRoot bun hookInstallProd bun; }

bunBuildPhase() { hookPhase bun Build bunWithFlags build Build; }

bunCheckPhase() { hookPhase bun Check bunWithFlags test Check; }

# bunWithFlags COMMAND NAME: `bun COMMAND` with the flags in bunNAMEFlags.
bunWithFlags() {
    hookReadFlags "bun$2Flags"
    bun "$1" "${hookFlags[@]}"
}

bunInstallPhase() { hookPhase bun Install bunInstallProgram; }

bunInstallProgram() {
    [ -n "${pname-}" ] || bunFail "pname is not set; it names the program that bunInstallPhase installs"
    [ -f "$pname" ] || bunFail "bunInstallPhase: the build made no file $pname; build it with bunBuildFlags = [ … \"--outfile\" \"$pname\" ], or set installPhase"
    # shellcheck disable=SC2154 # out is the derivation's
    install -Dm755 "$pname" "$out/bin/$pname"
}

bunCheckProject() {
    [ -f package.json ] || bunFail "there is no package.json in $PWD; add it to src, or set bunRoot to its folder"
    if [ ! -f bun.lock ]; then
        [ ! -f bun.lockb ] || bunFail "bun.lockb is binary; run 'bun install --save-text-lockfile --frozen-lockfile --lockfile-only' and commit bun.lock in its place"
        bunFail "there is no bun.lock in $PWD; add it to src, or set bunRoot to its folder, or set postPatch = \"cp \${./bun.lock} bun.lock\""
    fi
    hookCheckLockfile bun "$bunDeps" bun.lock
    # For a linked tree, they were read when Nix evaluated.
    if ! hookIsLinked "$bunDeps"; then bunReadSettings; fi
}

# Sets bunLinker, the linker that the project's settings have, and bunConfig, the file that `bun install` reads in place of bunfig.toml, if any.
bunReadSettings() {
    local settings cache scanner
    bunConfig=$(mktemp -d)/bunfig.toml
    # Not in the project, whose bunfig.toml is for bun.
    settings=$(cd / && bun "$bunSettings" "$OLDPWD" "$bunConfig") || bunFail "bunfig.toml cannot be read (see above)"
    IFS='|' read -r cache bunLinker scanner <<< "$settings"
    case $bunLinker in '' | hoisted | isolated) ;; *) bunFail "bunfig.toml: install.linker is '$bunLinker', which bun refuses; write \"isolated\" or \"hoisted\"" ;; esac
    [ -z "$cache" ] || hookHasTree "$bunDeps" || bunFail "bunfig.toml disables bun's cache, but all packages come from it; remove 'disable = true'"
    if [ -z "$scanner" ]; then
        bunConfig=
    else
        echo "bunHook: packages are those of bun.lock, by its hashes; they are installed without the scanner $scanner"
    fi
}

# Whether bun uses its hoisted linker: the last --linker counts, then the settings.
bunIsHoisted() {
    hookReadFlags bunInstallFlags
    case " ${hookFlags[*]} " in
        *" --linker=hoisted "* | *" --linker hoisted "*) ;;
        *" --linker"*) return 1 ;;
        *) [ "${bunLinker-}" = hoisted ] ;;
    esac
}

bunFail() { hookFail bunHook "$1"; }
bunWarn() { hookWarn bunHook "$1"; }

bunConfigure() {
    [ -n "$1" ] || bunFail "bunDeps is not set; set bunDeps = fetchBunDeps { bunLock = ./bun.lock; }"
    hookCheckManager bun "$1"
    bunKeepShebangs=${dontUseBunPatch-}
    if ! hookHasTree "$1"; then bunUseCache "$1"; elif hookIsLinked "$1"; then hookFlagOptions bun "$1"; fi
}

# A linker that neither flags nor settings have is the hook's own choice.
bunTreeOptions() {
    echo --layout
    if bunIsHoisted; then echo hoisted; else echo isolated; fi
    hookFlagOptions bun "$bunDeps"
}

# bun only counts the packages whose scripts it did not run, and some versions not even that. There is nothing for bun2nix to generate.
bunPending() {
    bun pm untrusted 2> /dev/null | sed -nE 's|^\./(.*/)?node_modules/((@[^/]+/)?[^/]+) @(.+)$|\2@\4|p' | grep -v '^bun2nix@' | sort -u
}

bunWarnOfPending() {
    bunWarn "install scripts did not run: $1. That is fine for most packages; if a file that they make is missing (an addon, a download), name the packages in trustedDependencies of package.json, run 'bun install' and commit bun.lock"
}

export PATH=$PATH:@bun@/bin:@bun2nix@/bin
appendToVar preConfigurePhases bunSetInstallCacheDirPhase
if [ -z "${dontUseBunPatch-}" ]; then appendToVar preConfigurePhases bunPatchPhase; fi
appendToVar preBuildPhases bunNodeModulesInstallPhase
if [ -z "${dontRunLifecycleScripts-}" ]; then appendToVar preBuildPhases bunLifecycleScriptsPhase; fi

if [ -z "${dontUseBunBuild-}" ] && [ -z "${buildPhase-}" ]; then buildPhase=bunBuildPhase; fi
if [ -z "${dontUseBunCheck-}" ] && [ -z "${checkPhase-}" ]; then checkPhase=bunCheckPhase; fi
if [ -z "${dontUseBunInstall-}" ] && [ -z "${installPhase-}" ]; then installPhase=bunInstallPhase; fi
