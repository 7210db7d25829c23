// Brings the machine to where the build, the tests and the demo can run: tools first, then node_modules.
// Plain JavaScript and Node's own modules only, because it runs before anything is built or installed.
// On Debian and its kin, as root, it installs what is missing; elsewhere it says what is.
// node tools/setup.mjs [bench], with what the benchmarks need as well
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');
const least = { node: '20.3', emscripten: '3.1.6', cmake: '3.22' };
const debianEmscripten = '/usr/share/emscripten';

/** What has to be there: how to see that it is, its Debian package, and what to call it elsewhere. */
const requirements = [
  { package: 'emscripten', name: `Emscripten ${least.emscripten} or newer`, found: hasEmscripten },
  { package: 'node-acorn', name: "acorn, which Debian's Emscripten needs", found: hasAcorn },
  { package: 'cmake', name: `CMake ${least.cmake} or newer`, found: hasCMake },
  { package: 'ninja-build', name: 'Ninja', found: () => command('ninja') !== undefined },
  { package: 'doctest-dev', name: 'the doctest header', found: () => hasHeader('doctest/doctest.h') },
  { package: 'chromium', name: 'Chromium (or set CHROMIUM to its path)', found: hasChromium },
  { package: 'g++', name: 'g++', found: () => command('g++') !== undefined },
  { package: 'clang', name: 'Clang', found: () => command('clang++') !== undefined },
  { package: 'libclang-rt-dev', name: "Clang's sanitizers", found: hasSanitizers },
  { package: 'clang-format', name: 'clang-format', found: () => command('clang-format') !== undefined },
  { package: 'clang-tidy', name: 'clang-tidy', found: () => command('clang-tidy') !== undefined },
];
/** The other browsers. Where they cannot be installed, their tests are skipped, with the reason. */
const browsers = [
  { package: 'firefox-esr', name: 'Firefox ESR (or set FIREFOX to its path)', found: hasFirefox },
  { package: 'webkit2gtk-driver', name: 'WebKitGTK and its WebDriver', found: hasWebKit },
  { package: 'xvfb', name: 'Xvfb, which WebKitGTK needs', found: () => command('Xvfb') !== undefined },
];
if (process.argv[2] === 'bench') {
  const found = () => hasHeader('hnswlib/hnswlib.h');
  requirements.push({ package: 'libhnswlib-dev', name: 'the headers of hnswlib', found });
}

requireNode();
installTools();
installBrowsers();
installPackages();

function requireNode() {
  if (!atLeast(process.versions.node, least.node)) fail([`Node.js ${least.node} or newer`]);
}

function installTools() {
  const missing = requirements.filter(({ found }) => !found());
  if (missing.length === 0) return;
  if (!mayInstall()) fail(missing.map(({ name }) => name));
  console.log(`set-up: installing ${missing.map((requirement) => requirement.package).join(', ')}`);
  aptInstall(missing.map((requirement) => requirement.package));
  const still = requirements.filter(({ found }) => !found());
  if (still.length > 0) fail(still.map(({ name }) => name));
}

function installBrowsers() {
  const missing = browsers.filter(({ found }) => !found());
  if (missing.length === 0) return;
  if (mayInstall()) {
    console.log(`set-up: installing ${missing.map((browser) => browser.package).join(', ')}`);
    aptInstall(missing.map((browser) => browser.package));
  }
  const still = browsers.filter(({ found }) => !found());
  if (still.length === 0) return;
  console.warn('set-up: these are not installed, so the tests that need them are skipped:');
  for (const { name } of still) console.warn(`  - ${name}`);
}

function mayInstall() {
  return command('apt-get') !== undefined && process.getuid?.() === 0;
}

function aptInstall(packages) {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  // Twice: mirrors and networks have their moments.
  for (let attempt = 0; attempt < 2; attempt++) {
    run('apt-get', ['update'], environment);
    if (run('apt-get', install, environment)) return;
  }
}

/** Of the project, and of the folders with packages that only tests need. */
function installPackages() {
  for (const folder of ['.', 'tests/tokenizers', 'tests/axe', 'tests/photos', 'tests/postgres']) {
    const path = join(project, folder);
    if (packagesAreCurrent(path)) continue;
    // npm would empty the folder that it leads to, which is another checkout's.
    if (isLink(join(path, 'node_modules')))
      fail([`the packages that ${join(folder, 'node_modules')} links to`]);
    console.log(`set-up: npm ci in ${folder}`);
    const ci = () =>
      run('npm', ['ci', '--prefix', path, '--ignore-scripts', '--no-audit', '--no-fund'], process.env);
    if (!ci() && !ci()) fail([`the npm packages of ${join(folder, 'package-lock.json')}`]);
  }
}

/** Whether node_modules holds what package-lock.json asks for, by npm's own record of what it installed. */
function packagesAreCurrent(folder) {
  const wanted = lockedPackages(join(folder, 'package-lock.json'));
  const installed = lockedPackages(join(folder, 'node_modules', '.package-lock.json'));
  if (installed === undefined || wanted === undefined) return false;
  const differs = ([path, entry]) => wanted[path]?.version !== entry.version;
  const lacks = ([path, entry]) => path !== '' && entry.optional !== true && installed[path] === undefined;
  return !Object.entries(installed).some(differs) && !Object.entries(wanted).some(lacks);
}

function isLink(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function lockedPackages(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}

function hasEmscripten() {
  const emcc = findEmcc();
  if (emcc === undefined) return false;
  // The file is read where it is there: asking emcc itself takes most of a second.
  const versionFile = join(dirname(realpathSync(emcc)), 'emscripten-version.txt');
  const text = existsSync(versionFile) ? readFileSync(versionFile, 'utf8') : output(emcc, '--version');
  return atLeast(text, least.emscripten);
}

function findEmcc() {
  const inSdk = process.env.EMSDK && join(process.env.EMSDK, 'upstream', 'emscripten', 'emcc');
  return inSdk && existsSync(inSdk) ? inSdk : command('emcc');
}

function hasAcorn() {
  const emcc = findEmcc();
  // Where Emscripten has yet to be installed, its package brings acorn along.
  const debians = emcc !== undefined && realpathSync(emcc).startsWith(debianEmscripten);
  return !debians || existsSync('/usr/share/nodejs/acorn');
}

function hasCMake() {
  const cmake = command('cmake');
  return cmake !== undefined && atLeast(output(cmake, '--version'), least.cmake);
}

/** Packages of Clang may come without them. */
function hasSanitizers() {
  const clang = command('clang++');
  if (clang === undefined) return false;
  const libraries = join(output(clang, '-print-resource-dir').trim(), 'lib');
  return (
    existsSync(libraries) &&
    readdirSync(libraries, { recursive: true }).some((path) => path.includes('clang_rt.asan'))
  );
}

function hasHeader(header) {
  const prefixes = ['/usr', '/usr/local', '/opt/homebrew', process.env.CMAKE_PREFIX_PATH ?? '/usr'];
  return prefixes.some((prefix) => existsSync(join(prefix, 'include', header)));
}

function hasChromium() {
  if (process.env.CHROMIUM) return existsSync(process.env.CHROMIUM);
  return command('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable') !== undefined;
}

function hasFirefox() {
  if (process.env.FIREFOX) return existsSync(process.env.FIREFOX);
  return command('firefox-esr') !== undefined;
}

function hasWebKit() {
  return command('WebKitWebDriver') !== undefined;
}

/** The path of the first of these commands that is on the PATH. */
function command(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return paths.find((path) => existsSync(path));
}

/** Whether the first version number in a text is `version` or newer. */
function atLeast(text, version) {
  const found = (/\d+(\.\d+)*/.exec(text)?.[0] ?? '0').split('.').map(Number);
  const wanted = version.split('.').map(Number);
  const different = wanted.findIndex((part, i) => (found[i] ?? 0) !== part);
  return different < 0 || (found[different] ?? 0) > wanted[different];
}

function output(program, ...parameters) {
  return spawnSync(program, parameters, { encoding: 'utf8' }).stdout ?? '';
}

function run(program, parameters, environment) {
  const { status } = spawnSync(program, parameters, { cwd: project, env: environment, stdio: 'inherit' });
  return status === 0;
}

function fail(names) {
  console.error('leann: cannot set up: please install, or correct:');
  for (const name of names) console.error(`  - ${name}`);
  process.exit(1);
}
