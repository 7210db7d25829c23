// Configures and builds a CMake preset with Emscripten, or only some targets of it:
// node tools/emscripten.mjs wasm | wasm-debug | wasm-bench [TARGET …]
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');
const presets = ['wasm', 'wasm-debug', 'wasm-bench'];
const debianModules = '/usr/share/nodejs';
const debianPython = '/usr/bin/python3';

const preset = process.argv[2] ?? '';
if (!presets.includes(preset)) fail(`preset "${preset}": it is one of ${presets.join(', ')}`);
const environment = buildEnvironment();
run('emcmake', ['cmake', '--preset', preset]);
const targets = process.argv.slice(3);
run('cmake', ['--build', '--preset', preset, ...(targets.length > 0 ? ['--target', ...targets] : [])]);

function buildEnvironment() {
  const variables = { ...process.env };
  const sdk = variables.EMSDK && join(variables.EMSDK, 'upstream', 'emscripten');
  if (sdk && existsSync(sdk)) variables.PATH = [sdk, variables.PATH].join(delimiter);
  // Debian's Emscripten optimises with the acorn of package node-acorn, which only Debian's own Node.js finds.
  // Its cache of system libraries is complete and read-only, so the place of the cache is left as it is.
  if (emscriptenRoot(variables).startsWith('/usr/share/') && existsSync(debianModules)) {
    variables.NODE_PATH = [debianModules, variables.NODE_PATH].filter(Boolean).join(delimiter);
    // Version managers put a slow script before Debian's Python, and every file compiled starts it again.
    if (existsSync(debianPython)) variables.EMSDK_PYTHON ??= debianPython;
  }
  return variables;
}

function emscriptenRoot(variables) {
  const { stdout, status } = spawnSync('em-config', ['EMSCRIPTEN_ROOT'], {
    encoding: 'utf8',
    env: variables,
  });
  if (status !== 0)
    fail('with Emscripten: em-config is not on the PATH; run node tools/setup.mjs, or set EMSDK');
  return stdout.trim();
}

function run(program, parameters) {
  const { status, error } = spawnSync(program, parameters, {
    cwd: project,
    env: environment,
    stdio: 'inherit',
  });
  if (error) fail(`with ${program}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

function fail(reason) {
  console.error(`leann: cannot build ${reason}`);
  process.exit(1);
}
