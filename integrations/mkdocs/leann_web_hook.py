"""MkDocs: publishes the pages for search once they are built, and puts the search element into them.

In mkdocs.yml:

    hooks:
      - node_modules/leann-web-mkdocs/leann_web_hook.py

`extra.leann_web.folder` names the folder of the site that the index is published in. How it is published is said in
leann-web.config.json, beside mkdocs.yml. `mkdocs serve` has no search: its site is built again with every change.
"""

import html
import os
import re
import shutil
import subprocess

# Not `search`: MkDocs' own search writes files of the same names there.
FOLDER = "leann-search"

# What MkDocs writes for addresses that there are not, and text beside the pages.
NO_PAGES = ("/404.html", "*.txt", "*.md")

# Where themes have their bar: what stands before the element, and what it is put into.
PLACES = (
    # mkdocs
    (re.compile(r'<ul class="[^"]*\bnavbar-nav\b[^"]*\bm[sl](?:-\w+)?-auto\b[^"]*">'), '<li class="nav-item">{}</li>'),
    # readthedocs
    (re.compile(r'<div role="search">'), "{}"),
    # Material for MkDocs
    (re.compile(r'<header class="md-header[\s\S]*?(?=</nav>)'), '<div class="md-header__option">{}</div>'),
    # Others: before all that is on the page.
    (re.compile(r"<body[^>]*>"), "<div>{}</div>"),
)

_serving = False


def on_startup(command, **_):
    """Remembers whether the site is being developed."""
    global _serving
    _serving = command == "serve"


def on_post_page(output, page, config, **_):
    """The page with the search element in its bar."""
    return output if _serving else with_search(output, page.url, folder_of(config))


def on_post_build(config, **_):
    """Publishes the finished site."""
    if _serving:
        return
    site = config["site_dir"]
    out = os.path.join(site, folder_of(config))
    args = [npx(), "--no-install", "leann-web", "build", site, "--out", out]
    for pattern in NO_PAGES:
        args += ["--exclude", pattern]
    done = subprocess.run(args, cwd=project_of(config), check=False)
    if done.returncode != 0:
        # A plain error would be shown with a trace of this file.
        raise SystemExit(f"leann-web: cannot publish {site} for search (exit code {done.returncode})")


def folder_of(config):
    """The folder of the site that the index is published in."""
    return (config.get("extra") or {}).get("leann_web", {}).get("folder", FOLDER)


def project_of(config):
    """The folder that mkdocs.yml is in."""
    return os.path.dirname(os.path.abspath(config["config_file_path"]))


def npx():
    """The program that comes with npm; on Windows it has another ending."""
    found = shutil.which("npx")
    if found is None:
        raise SystemExit("leann-web: cannot publish the site for search: there is no npx; install Node.js 20 or newer")
    return found


def with_search(output, url, folder):
    """The HTML of a page at that address within the site, with the element in the first place that it has."""
    src = html.escape("../" * url.count("/") + folder + "/")
    element = (
        f'<script type="module" src="{src}leann-search.js"></script>'
        f'<leann-search modal src="{src}" placeholder="Search"></leann-search>'
    )
    for place, around in PLACES:
        found = place.search(output)
        if found is not None:
            return output[: found.end()] + around.format(element) + output[found.end() :]
    return output
