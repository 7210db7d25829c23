// Errors as values: names for every code, and failed allocations caught.
#include "base/status.h"

#include <set>

#include "test_data.h"

using namespace leann;

TEST_CASE("status: every code has a name of its own, in kebab case") {
  std::set<std::string> names;
  for (int code = 0; code <= static_cast<int>(ErrorCode::kInternal); ++code) {
    const std::string name = errorName(static_cast<ErrorCode>(code));
    CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos);
    names.insert(name);
  }
  CHECK(names.size() == static_cast<size_t>(ErrorCode::kInternal) + 1);
  CHECK(std::string(errorName(ErrorCode::kCorrupt)) == "corrupt");
}

TEST_CASE("status: results hold a value or the reason why there is none") {
  const Status fine;
  CHECK(fine.ok());
  const Result<int> seven(7);
  CHECK(seven.ok());
  CHECK(seven.value() == 7);
  CHECK(seven.status().ok());
  const Result<int> none(Status(ErrorCode::kNotFinite, "why"));
  CHECK(!none.ok());
  CHECK(none.status().code() == ErrorCode::kNotFinite);
  CHECK(none.status().message() == "why");
}

TEST_CASE("status: a request too large for memory is an error, not an exception") {
  const Status status = guarded("try", []() -> Status {
    std::vector<float> values;
    values.reserve(values.max_size() + 1);
    return {};
  });
  CHECK(status.code() == ErrorCode::kOutOfMemory);
  CHECK(status.message() == "leann: cannot try: out of memory");
}
