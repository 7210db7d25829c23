// Memory for what goes into the module, and what calls failed with.
#include <emscripten.h>

#include <cstdlib>
#include <cstring>
#include <new>

#include "base/status.h"

using namespace leann;

extern "C" {

// Null if there is no room.
EMSCRIPTEN_KEEPALIVE void* leann_allocate(size_t bytes) { return std::malloc(bytes); }
EMSCRIPTEN_KEEPALIVE void leann_free(void* block) { std::free(block); }

EMSCRIPTEN_KEEPALIVE Status* leann_status_new() { return new (std::nothrow) Status; }
EMSCRIPTEN_KEEPALIVE const char* leann_status_name(const Status* status) { return errorName(status->code()); }
// Null if there is no room. leann_free frees it.
EMSCRIPTEN_KEEPALIVE char* leann_status_message(const Status* status) {
  try {
    return strdup(status->message().c_str());
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
}
