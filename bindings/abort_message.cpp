// What libc++abi does before it aborts, which this library never lets it. Its own version would bring all of
// printf into the modules, 10 KB of it.
extern "C" [[noreturn]] void abort_message(const char* /*format*/, ...) { __builtin_trap(); }
