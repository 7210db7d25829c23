// Packages that only some sources need.

/** Imports a package that need not be installed. Errors: an Error that says what to install. */
export async function optionalPackage<Module>(
  load: () => Promise<Module>,
  packages: string,
): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    if (!missing) throw cause;
    throw new Error(`a package is missing; install it with: npm install ${packages}`, { cause });
  }
}
