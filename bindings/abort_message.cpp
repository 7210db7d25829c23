// What libc++abi says before it aborts. Its own version would bring all of printf into the module, 10 KB of
// it.
#include <emscripten/console.h>

#include <cstdlib>

extern "C" [[noreturn]] void abort_message(const char* format, ...) {
  emscripten_console_error(format);
  std::abort();
}
