# shellcheck shell=bash
# bun2nix's hook, by the names of its phases and variables. node_modules is made straight from the lockfile, without bun, or by bun from a
# read-only cache, as bunDeps says; nothing is copied first.
#
#   bunDeps                    from fetchBunDeps (or another cache, or a folder that has one in share/bun-cache)
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
hookNodeModules=@nodeModules@ hookTreePatch=@treePatch@ hookDownloads=@downloads@
bunCacheEntryCreator=@cacheEntryCreator@
# shellcheck source=../lib.sh
source @hookLib@
# shellcheck source=cache.sh
source @bunCache@
# shellcheck source=project.sh
source @bunProject@
# shellcheck source=explain.sh
source @bunExplain@

bunSetInstallCacheDirPhase() {
    runHook preBunSetInstallCacheDirPhase
    bunConfigure "${bunDeps-}"
    hookEnterRoot bun
    popd > /dev/null || exit
    runHook postBunSetInstallCacheDirPhase
}

bunPatchPhase() {
    runHook preBunPatchPhase
    patchShebangs .
    hookNeedHome
    runHook postBunPatchPhase
}

bunNodeModulesInstallPhase() {
    hookEnterRoot bun
    runHook preBunNodeModulesInstallPhase
    bunCheckProject
    hookInstall bun "$bunDeps"
    runHook postBunNodeModulesInstallPhase
    popd > /dev/null || exit
}

bunLifecycleScriptsPhase() {
    hookEnterRoot bun
    runHook preBunLifecycleScriptsPhase
    hookRunProjectScripts bun "$bunDeps"
    runHook postBunLifecycleScriptsPhase
    popd > /dev/null || exit
}

# For installPhase: makes node_modules again, without devDependencies, before it is copied to $out.
bunInstallProd() {
    hookEnterRoot bun
    hookInstallProd bun
    popd > /dev/null || exit
}

bunBuildPhase() {
    hookEnterRoot bun
    runHook preBuild

    local -a flags=()
    concatTo flags bunBuildFlags bunBuildFlagsArray
    bun build "${flags[@]}"

    runHook postBuild
    popd > /dev/null || exit
}

bunCheckPhase() {
    hookEnterRoot bun
    runHook preCheck

    local -a flags=()
    concatTo flags bunCheckFlags bunCheckFlagsArray
    bun test "${flags[@]}"

    runHook postCheck
    popd > /dev/null || exit
}

bunInstallPhase() {
    hookEnterRoot bun
    runHook preInstall

    [ -n "${pname-}" ] || bunFail "pname is not set; it names the program that bunInstallPhase installs"
    [ -f "$pname" ] || bunFail "bunInstallPhase: the build made no file $pname; build it with bunBuildFlags = [ … \"--outfile\" \"$pname\" ], or set installPhase"
    # shellcheck disable=SC2154 # out is the derivation's
    install -Dm755 "$pname" "$out/bin/$pname"

    runHook postInstall
    popd > /dev/null || exit
}

bunFail() {
    bunWarn "$1"
    exit 1
}

bunWarn() {
    echo "bunHook: $1" | printable >&2
}

bunConfigure() {
    [ -n "$1" ] || bunFail "bunDeps is not set; set bunDeps = fetchBunDeps { bunLock = ./bun.lock; }"
    if ! hookHasTree "$1"; then bunUseCache "$1"; fi
}

# A linker that neither flags nor settings have is the hook's own choice.
bunTreeOptions() {
    echo --layout
    if bunIsHoisted; then echo hoisted; else echo isolated; fi
}

# bun only counts the packages whose scripts it did not run, and some versions not even that. There is nothing for bun2nix to generate.
bunPending() {
    bun pm untrusted 2> /dev/null | sed -nE 's|^\./(.*/)?node_modules/((@[^/]+/)?[^/]+) @(.+)$|\2@\4|p' | grep -v '^bun2nix@' | sort -u
}

bunWarnOfPending() {
    bunWarn "install scripts were not run: $1. That is fine for most packages; if the build or the program misses a file that they make (an addon, a download), name them in trustedDependencies of package.json, run 'bun install' and commit bun.lock"
}

# `bun run` runs scripts with pre and post in front of them, too, if there is one to run.
bunProjectScripts() {
    # shellcheck disable=SC2016 # it is JavaScript
    { hookAbout "$1" importer | grep -vxF . || :; echo .; } | foldersInside | (cd / && project=$OLDPWD bun -e '
        const { project } = process.env;
        for (const folder of (await Bun.stdin.text()).trim().split("\n")) {
            const file = Bun.file(`${project}/${folder}/package.json`);
            if (!(await file.exists())) continue;
            const { scripts = {} } = JSON.parse(await file.text());
            for (const name of ["install", "prepare"]) {
                const names = name in scripts ? [name] : ["pre" + name, "post" + name].filter((name) => name in scripts);
                for (const name of names) console.log("./" + folder.replace(/^\.$/, "") + "\t" + name);
            }
        }')
}

export PATH=$PATH:@bun@/bin:@bun2nix@/bin
appendToVar preConfigurePhases bunSetInstallCacheDirPhase
if [ -z "${dontUseBunPatch-}" ]; then appendToVar preConfigurePhases bunPatchPhase; fi
appendToVar preBuildPhases bunNodeModulesInstallPhase
if [ -z "${dontRunLifecycleScripts-}" ]; then appendToVar preBuildPhases bunLifecycleScriptsPhase; fi

if [ -z "${dontUseBunBuild-}" ] && [ -z "${buildPhase-}" ]; then buildPhase=bunBuildPhase; fi
if [ -z "${dontUseBunCheck-}" ] && [ -z "${checkPhase-}" ]; then checkPhase=bunCheckPhase; fi
if [ -z "${dontUseBunInstall-}" ] && [ -z "${installPhase-}" ]; then installPhase=bunInstallPhase; fi
