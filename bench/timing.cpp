#include "timing.h"

#ifdef __EMSCRIPTEN__
#include <emscripten.h>
#else
#include <ctime>
#endif

#ifdef __EMSCRIPTEN__
// std::clock() would be the time elapsed, in whole milliseconds.
EM_JS(double, processMicroseconds, (), {
  const usage = process.cpuUsage();
  return usage.user + usage.system;
});
#endif

namespace leann::bench {

double cpuMilliseconds() {
#ifdef __EMSCRIPTEN__
  return processMicroseconds() / 1000;
#else
  return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
#endif
}

}  // namespace leann::bench
