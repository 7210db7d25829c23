// Errors as values: a code for programs, a message for people. The core never aborts and lets no exception
// out.
#pragma once

#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace leann {

enum class ErrorCode {
  kOk,
  kInvalidArgument,     // an argument is outside what its documentation allows
  kDimensionMismatch,   // a vector's length is not the index's dimension
  kNotFinite,           // a vector holds NaN or infinity
  kZeroVector,          // a vector of length zero, though a direction is needed
  kCorrupt,             // bytes that are no index, or a damaged one
  kUnsupportedVersion,  // a sound file of a version that this build does not read
  kOutOfMemory,         // an allocation failed; what was there before is unchanged
  kInternal,            // a defect of this library
};

/// The code's name as JavaScript shows it, e.g. "dimension-mismatch".
const char* errorName(ErrorCode code);

class [[nodiscard]] Status {
 public:
  Status() = default;
  /// `message` reads "leann: cannot <act> <value>: <reason>".
  Status(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

  /// Allocates nothing, for there may be nothing left. `act` is a literal.
  static Status outOfMemory(const char* act) noexcept {
    Status status;
    status.code_ = ErrorCode::kOutOfMemory;
    status.starved_ = act;
    return status;
  }

  bool ok() const { return code_ == ErrorCode::kOk; }
  ErrorCode code() const { return code_; }
  std::string message() const {
    return starved_ == nullptr ? message_ : std::string("leann: cannot ") + starved_ + ": out of memory";
  }

 private:
  ErrorCode code_ = ErrorCode::kOk;
  std::string message_;
  const char* starved_ = nullptr;  // what could not be done for want of memory
};

/// kInvalidArgument: "leann: cannot `act`: `reason`".
Status refuse(const char* act, const std::string& reason);

/// A value or the reason why there is none.
template <typename T>
class [[nodiscard]] Result {
 public:
  // Implicit, so that a function returns its value, or its Status, as it is.
  Result(T value) : value_(std::move(value)) {}
  Result(Status status) : status_(std::move(status)) {}

  bool ok() const { return value_.has_value(); }
  const Status& status() const { return status_; }
  T& value() { return *value_; }
  const T& value() const { return *value_; }

 private:
  std::optional<T> value_;
  Status status_;
};

/// Runs `body` (which returns a Status or a Result) and turns a failed allocation inside it into
/// kOutOfMemory. Every public entry point that allocates goes through this, so that bad_alloc never crosses
/// the API.
template <typename Body>
auto guarded(const char* act, Body&& body) -> decltype(body()) {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return Status::outOfMemory(act);
  } catch (const std::length_error&) {  // a container asked for more than it can ever hold
    return Status::outOfMemory(act);
  }
}

}  // namespace leann
