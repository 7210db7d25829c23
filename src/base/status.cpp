#include "base/status.h"

namespace leann {

const char* errorName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kOk:
      return "ok";
    case ErrorCode::kInvalidArgument:
      return "invalid-argument";
    case ErrorCode::kDimensionMismatch:
      return "dimension-mismatch";
    case ErrorCode::kNotFinite:
      return "not-finite";
    case ErrorCode::kZeroVector:
      return "zero-vector";
    case ErrorCode::kCorrupt:
      return "corrupt";
    case ErrorCode::kUnsupportedVersion:
      return "unsupported-version";
    case ErrorCode::kOutOfMemory:
      return "out-of-memory";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "internal";
}

Status refuse(const char* act, const std::string& reason) {
  return {ErrorCode::kInvalidArgument, std::string("leann: cannot ") + act + ": " + reason};
}

}  // namespace leann
