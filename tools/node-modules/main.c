/* node-modules: the tree of node_modules that a lockfile says. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "base/fs.h"
#include "base/options.h"
#include "base/output.h"
#include "base/pool.h"
#include "base/progress.h"
#include "base/text.h"
#include "install/about.h"
#include "install/refresh.h"
#include "managers/trees.h"
#include "tree/build.h"
#include "tree/manifest.h"
#include "tree/pack.h"
#include "tree/sources.h"

#define LOCKFILE_MAX ((size_t)256 << 20)

static const char *opt_lockfile, *opt_project, *opt_list, *opt_list_env, *opt_out, *opt_layout, *opt_manager,
    *opt_platform, *opt_node, *opt_store, *opt_max, *opt_threads, *opt_deps, *opt_manifests, *opt_about,
    *opt_tarballs;
static struct option_values opt_importers, opt_omit, opt_registries, opt_writable;
static bool opt_prod, opt_linked, opt_pack, opt_sources, opt_check, opt_install, opt_refresh, opt_force;
static struct patch_rules opt_patch;

static struct option_def options[] = {
    {"lockfile", "FILE", NULL, &opt_lockfile, NULL},
    {"project", "DIR",
     "The project.  Names, commands and settings come from its package.json files, and workspace\n"
     "packages from its folders.  State files that contain the project's path get this path.",
     &opt_project, NULL},
    {"manifests", "FILE",
     "JSON: the package.json files to use instead of the project's, by their paths:\n"
     "{\"packages/a/package.json\": {...}}.  The commands that they name need not exist.\n"
     "A value that is a string is the text of another file of the project, such as\n"
     "{\".npmrc\": \"hoist=false\"}.",
     &opt_manifests, NULL},
    {"list", "FILE",
     "Where the packages are: one on each line, KEY<TAB>TARBALL_OR_DIR[<TAB>PATCH].  \"-\" is\n"
     "standard input.  KEY is the package's name in the lockfile (see below).  A tarball must have\n"
     "the integrity that is in the lockfile.  A folder is used as it is.  PATCH is the file of a patch\n"
     "to apply to the package.",
     &opt_list, NULL},
    OPTION_LIST_ENV(opt_list_env),
    {"tarballs", "DIR",
     "Instead of --list: a folder with a tarball or an unpacked package for each NAME that --sources\n"
     "prints.  An unpacked package is used as it is.",
     &opt_tarballs, NULL},
    {"out", "DIR",
     "The folder to make; it must be empty, or not exist yet.  " OUTPUT_HELP "\n"
     "DIR/node_modules is for the project, and DIR/packages/a/node_modules for an importer\n"
     "packages/a.",
     &opt_out, NULL},
    {"importer", "PATH...",
     "Make only this importer, a folder of the project (\".\" is the project itself), and the\n"
     "importers that it depends on.  You can give this option several times.",
     &opt_importers.last, NULL},
    {"prod", NULL, "Leave out devDependencies.", NULL, &opt_prod},
    {"omit", "dev|optional|peer...",
     "Leave out dependencies of this kind.  You can give this option several times.", &opt_omit.last, NULL},
    {"linked", NULL,
     "Make DIR/tree, a tree that projects link to, and DIR/project, which has the node_modules with\n"
     "the links.  Only packages that depend on a folder of the project are real files in DIR/project.\n"
     "Give DIR to --install or --refresh as --deps.  DIR must be an absolute path, and must not move.\n"
     "The files in DIR/tree are read-only, as Nix keeps them in its store.",
     NULL, &opt_linked},
    {"writable", "NAME...",
     "For --linked: a package that a build writes into.  It and the packages that depend on it\n"
     "are real files in the project, too.  You can give this option several times.",
     &opt_writable.last, NULL},
    {"pack", NULL,
     "Instead of the tree, make a folder with the lockfile, the list and the other options, for\n"
     "--deps.  This does not need --project.",
     NULL, &opt_pack},
    {"deps", "DIR", "Take the lockfile, the list and the options from a folder that --pack or --linked made.",
     &opt_deps, NULL},
    {"install", NULL,
     "Instead of --out: make the node_modules folders in the project, and replace the old ones.\n"
     "This needs --deps, whose folder can be one that --linked made.",
     NULL, &opt_install},
    {"refresh", NULL,
     "Like --install, but for a folder that you work in: replace only what an earlier --refresh\n"
     "made, and do nothing if node_modules is up to date.  Notes are in node_modules/.fragstore.",
     NULL, &opt_refresh},
    {"force", NULL,
     "For --refresh: also replace what a package manager or something else has put into\n"
     "node_modules.",
     NULL, &opt_force},
    {"check", NULL,
     "Only compare the project's package.json files with the lockfile, as a frozen install does.\n"
     "With --deps, the folder can be one that --linked made.",
     NULL, &opt_check},
    {"sources", NULL,
     "Only print what to fetch for the lockfile: NAME<TAB>URL<TAB>KEY on each line.  NAME is\n"
     "sha512-HEX.tgz, from the integrity.  For an archive without an integrity, NAME is url-HEX,\n"
     "the folder to unpack it into.  Other options that have an effect here: --lockfile,\n"
     "--manager, --platform (default: all), --registry, and --project, whose settings name\n"
     "registries.",
     NULL, &opt_sources},
    {"registry", "URL...",
     "For --sources: the registry (or with @SCOPE=URL the registry of a scope) of packages for\n"
     "which the lockfile has no address.  You can give this option several times.",
     &opt_registries.last, NULL},
    OPTION_ABOUT(opt_about, "output"),
    {"layout", "isolated|hoisted", "How packages are placed (default: what the project's settings say).",
     &opt_layout, NULL},
    {"manager", "NAME[@VERSION]",
     "Which package manager to imitate.  By default, the lockfile's name says which one, and\n"
     "packageManager in package.json says its version.  Without packageManager, it is the newest\n"
     "version known here.",
     &opt_manager, NULL},
    {"platform", "OS-CPU[-LIBC]",
     "The platform to install for, in Node's names, such as linux-arm64-musl (default: this\n"
     "machine, with glibc).",
     &opt_platform, NULL},
    {"node", "VERSION",
     "The version of Node.js, as node --version prints it.  Optional packages whose engines exclude\n"
     "it are left out (default: engines do not matter).",
     &opt_node, NULL},
    {"store-dir", "DIR",
     "The path of the package manager's store, for its state files (default: the manager's own\n"
     "default).  The program does not read the store.",
     &opt_store, NULL},
    OPTION_MAX_UNPACKED(opt_max),
    OPTION_THREADS(opt_threads),
    PATCH_RULES_OPTIONS(opt_patch),
    {"verbose", NULL, "Print on stderr what was patched.", NULL, &opt_patch.verbose},
    {0},
};

static struct program_def program = {
    "node-modules",
    "--lockfile FILE --project DIR --list FILE --out DIR [--importer PATH]... [--prod]\n"
    "--lockfile FILE --list FILE --pack --out DIR\n"
    "--lockfile FILE --sources\n"
    "--deps DIR --project DIR --out DIR\n"
    "--deps DIR --project DIR --install|--refresh [--force]\n"
    "--deps DIR --project DIR --check",
    "Writes node_modules from a lockfile, as the package manager would: its packages, links,\n"
    "commands and state files.  The package manager does not run, and no install scripts run.",
    options,
    NULL,
};

static const char notes[] =
    "The list does not need packages that are in the project.  An optional package is left out if it\n"
    "is not in the list, or if its folder is empty.  A tarball with several keys is unpacked once.\n"
    "\n"
    "--install and --refresh make the new node_modules beside the old one, and rename it at the end.\n"
    "If a rename fails, they undo the earlier renames.\n";

/* Adds "a, b or c" to TEXT: the lockfiles. */
static void add_lockfile_names(struct buffer *text)
{
	for (const struct tree_manager *const *m = managers_trees; *m; m++) {
		if (m > managers_trees)
			buffer_add_string(text, m[1] ? ", " : " or ");
		buffer_add_string(text, (*m)->lockfile_name);
	}
}

/* Tells of the managers in --help. */
static void describe_managers(void)
{
	static struct buffer lockfile, text; /* for as long as the program runs */
	buffer_add_string(&lockfile, "The lockfile: ");
	add_lockfile_names(&lockfile);
	buffer_add_byte(&lockfile, '.');
	options[0].help = buffer_string(&lockfile);
	buffer_add_string(&text, notes);
	for (const struct tree_manager *const *m = managers_trees; *m; m++) {
		buffer_add_byte(&text, '\n');
		buffer_add_string(&text, (*m)->notes);
	}
	program.notes = buffer_string(&text);
}

/* The manager of LOCKFILE, whose name may have something before the manager's own, as
 * in the Nix store. */
static const struct tree_manager *manager_of_lockfile(const char *lockfile)
{
	const char *name = text_base_name(lockfile);
	for (const struct tree_manager *const *m = managers_trees; *m; m++)
		if (text_ends(name, (*m)->lockfile_name) ||
		    ((*m)->shrinkwrap && text_ends(name, (*m)->shrinkwrap)))
			return *m;
	usage_error("'%s' is not a known name of a lockfile; give option '--manager'", name);
}

/* The manager that option --manager names; *VERSION is what is after "@", or NULL. */
static const struct tree_manager *manager_of_option(const char **version)
{
	size_t len = strcspn(opt_manager, "@");
	*version = opt_manager[len] ? opt_manager + len + 1 : NULL;
	for (const struct tree_manager *const *m = managers_trees; *m; m++)
		if (strlen((*m)->name) == len && strncmp(opt_manager, (*m)->name, len) == 0)
			return *m;
	usage_error("option '--manager' names '%.*s', which is not known", (int)len, opt_manager);
}

/* The platform and the Node.js that the options name. */
static void read_platform(struct tree_request *r)
{
	static struct arena strings; /* for as long as the program runs */
	static struct semver_version node;
	if (opt_platform && !tree_platform_parse(&r->platform, opt_platform, &strings))
		usage_error("option '--platform' is OS-CPU or OS-CPU-LIBC, not '%s'", opt_platform);
	if (!opt_platform && !tree_platform_here(&r->platform, &strings))
		die("cannot tell which machine this is; give option '--platform'");
	if (opt_node && !semver_parse(&node, opt_node + (*opt_node == 'v')))
		usage_error("option '--node' is a version such as 22.13.0, not '%s'", opt_node);
	r->node = opt_node ? &node : NULL;
}

static bool is_in_project(void)
{
	return opt_install || opt_refresh;
}

static void check_install(void)
{
	if (opt_install && opt_refresh)
		usage_error("option '--install' and option '--refresh' exclude each other");
	if (is_in_project() && !opt_deps)
		usage_error("option '--%s' needs option '--deps'", opt_install ? "install" : "refresh");
	if (is_in_project() && (opt_out || opt_pack || opt_linked))
		usage_error("option '--%s' and option '--%s' exclude each other",
			    opt_install ? "install" : "refresh",
			    opt_out    ? "out"
			    : opt_pack ? "pack"
				       : "linked");
}

static void check_options(int operands)
{
	if (operands > 0)
		usage_error("this program takes options only");
	if (!opt_lockfile)
		usage_error("option '--lockfile' is missing");
	if (opt_sources)
		return;
	if (!opt_project && !opt_pack)
		usage_error("option '--project' is missing");
	if (opt_force && !opt_refresh)
		usage_error("option '--force' is for option '--refresh'");
	if (opt_check)
		return;
	check_install();
	if (!opt_list && !opt_list_env && !opt_tarballs)
		usage_error("option '--list' is missing");
	if (opt_tarballs && (opt_list || opt_list_env))
		usage_error("option '--list' and option '--tarballs' exclude each other");
	if (!is_in_project() && (!opt_out || !*opt_out))
		usage_error("option '--out' is missing");
	if (opt_layout && strcmp(opt_layout, "isolated") != 0 && strcmp(opt_layout, "hoisted") != 0)
		usage_error("option '--layout' is isolated or hoisted, not '%s'", opt_layout);
	char *fault = patch_rules_fault(&opt_patch);
	if (fault)
		usage_error("%s", fault);
}

/* Notes what option --omit gives. */
static void read_omitted(struct tree_request *r)
{
	for (size_t i = 0; i < opt_omit.count; i++) {
		const char *kind = opt_omit.all[i];
		if (strcmp(kind, "dev") == 0)
			r->prod = true;
		else if (!r->manager->omits_groups)
			usage_error("option '--omit' with %s can only be 'dev', not '%s'", r->manager->name,
				    kind);
		else if (strcmp(kind, "optional") == 0)
			r->no_optional = true;
		else if (strcmp(kind, "peer") == 0)
			r->no_peer = true;
		else
			usage_error("option '--omit' is dev, optional or peer, not '%s'", kind);
	}
}

/* Reads the lockfile and what is given of the project. */
static bool read_inputs(struct tree_request *r, struct error *e)
{
	r->project = opt_project ? realpath(opt_project, NULL) : NULL;
	r->project_dir = r->project ? open(r->project, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (opt_project && r->project_dir < 0)
		return error_errno(e, opt_project, "cannot open");
	if (!fs_read_file(AT_FDCWD, opt_lockfile, LOCKFILE_MAX, &r->text, e))
		return false;
	buffer_string(&r->text);
	return !opt_manifests || tree_manifests_load(r, opt_manifests, e);
}

/* Reads the list, or makes that of --tarballs. */
static bool read_list(const struct tree_request *r, struct tree_sources *sources, struct tree_list *list,
		      struct error *e)
{
	return opt_tarballs
		   ? tree_sources_read(sources, r, e) && tree_sources_list(sources, opt_tarballs, r, list, e)
		   : tree_list_read(list, option_list(opt_list, opt_list_env), e);
}

static bool print_sources(const struct tree_request *r, struct tree_sources *sources, struct error *e)
{
	struct buffer text = {0};
	struct tree_request lockfile = *r;
	lockfile.project_dir = -1;
	if ((r->project && !tree_registries_read(&sources->registries, r, e)) ||
	    !tree_sources_read(sources, &lockfile, e))
		return false;
	tree_sources_print(sources, opt_platform ? &r->platform : NULL, &text);
	fputs(buffer_string(&text), stdout);
	buffer_free(&text);
	stdout_end();
	return true;
}

struct job {
	const struct tree_request *request;
	const struct tree_options *options;
	const struct tree_sources *sources;
};

/* Adds the file "about", which hooks read. */
static bool add_about(const struct job *j, const struct output *out, struct error *e)
{
	if (!opt_about && !(opt_pack && opt_tarballs))
		return true;
	struct buffer more = {0};
	buffer_add(&more, j->sources->about.data, j->sources->about.len);
	tree_list_add_failed(j->request->list, &more);
	bool ok = output_add_about(out, opt_about, &more, e);
	buffer_free(&more);
	return ok;
}

static bool build(void *context, const struct output *out, struct error *e)
{
	static const char *const others[] = {"lockfile", "list",     "list-env", "project",  "manifests",
					     "out",      "pack",     "deps",     "manager",  "threads",
					     "about",    "tarballs", "linked",   "writable", NULL};
	const struct job *j = context;
	if (!add_about(j, out, e))
		return false;
	if (opt_pack)
		return tree_pack(out->dir, j->request, options, others, e) &&
		       tree_pack_list(out->dir, j->request, e);
	return (!opt_linked || tree_pack(out->dir, j->request, options, others, e)) &&
	       tree_build(j->request, j->options, out, e);
}

/* The shell that runs this, one that is still open or direnv's, may be older than the lockfile.  Else a package.json may have
 * changed. */
static bool check_project(const struct tree_request *r, struct error *e)
{
	const char *name = r->manager->shrinkwrap;
	if (!name || faccessat(r->project_dir, name, F_OK, 0) != 0)
		name = r->manager->lockfile_name;
	if (install_is_of(opt_deps, r->project_dir, name))
		return r->manager->check(r, e);
	warn("%s: it has changed since %s was made; make that path again (in a shell: enter the shell again; "
	     "with direnv, write 'watch_file %s' into .envrc)",
	     name, opt_deps, name);
	return true;
}

/* Makes node_modules in the project, by J where --linked has not made it. */
static bool make_in_project(struct job *j, struct error *e)
{
	const struct tree_request *r = j->request;
	/* What `result` of nix-build leads to is another folder each time. */
	char *deps = realpath(opt_deps, NULL);
	struct install_renewal refresh = {
	    .job = {.deps = deps, .project = r->project, .dir = r->project_dir, .make = build, .context = j},
	    .state = r->manager->state_name,
	    .force = opt_force,
	};
	bool ok = deps || error_errno(e, opt_deps, "cannot open");
	if (ok && opt_refresh)
		ok = check_project(r, e) && install_refresh(&refresh, e);
	else if (ok)
		ok = (!install_is_linked(deps) || r->manager->check(r, e)) && install_all(&refresh.job, e);
	free(deps);
	return ok;
}

/* Makes the output of what R has by now. */
static bool make(const struct tree_request *r, const struct tree_sources *sources, struct error *e)
{
	const struct tree_options build_options = {
	    .threads = option_threads(opt_threads),
	    .max_unpacked = option_max_unpacked(opt_max, ARCHIVE_MAX_UNPACKED),
	    .rules = &opt_patch,
	    .linked = opt_linked,
	};
	struct job j = {r, &build_options, sources};
	progress_phase("node_modules");
	bool ok = patch_rules_begin(&opt_patch, NULL, 0, e) &&
		  (is_in_project() ? make_in_project(&j, e) : output_make(opt_out, build, &j, e));
	patch_rules_free(&opt_patch);
	return ok;
}

/* LIST, which R has, is empty so far. */
static bool run(const struct tree_request *r, struct tree_list *list, struct error *e)
{
	struct tree_sources sources = {0};
	bool has_list = !is_in_project() || !install_is_linked(opt_deps);
	tree_registries_give(&sources.registries, opt_registries.all, opt_registries.count);
	bool ok = opt_sources ? print_sources(r, &sources, e)
		  : opt_check ? r->manager->check(r, e)
			      : (!has_list || read_list(r, &sources, list, e)) && make(r, &sources, e);
	tree_sources_free(&sources);
	return ok;
}

int main(int argc, char **argv)
{
	umask(022);
	struct error e = {0};
	program_name = program.name;
	describe_managers();
	if (!tree_pack_options(&argc, &argv, &e))
		error_die(&e);
	int operand = options_parse(&program, argc, argv);
	check_options(argc - operand);
	struct tree_list list = {0};
	struct tree_request request = {
	    .lockfile = opt_lockfile,
	    .list = &list,
	    .importers = opt_importers.all,
	    .importer_count = opt_importers.count,
	    .prod = opt_prod,
	    .writable = opt_writable.all,
	    .writable_count = opt_writable.count,
	    .layout = opt_layout,
	    .store = opt_store,
	};
	read_platform(&request);
	request.manager =
	    opt_manager ? manager_of_option(&request.version) : manager_of_lockfile(opt_lockfile);
	read_omitted(&request);
	if (!read_inputs(&request, &e) || !run(&request, &list, &e))
		error_die(&e);
	free((char *)request.project);
	buffer_free(&request.text);
	json_decref(request.manifests);
	tree_list_free(&list);
	return 0;
}
