// Numbers in error messages.
#pragma once

#include <string>

namespace leann {

/// `value` to six places, without trailing zeros: "0.5", "37", "-1". Not std::to_string, which writes
/// "37.000000" and brings all of printf into the WASM module.
std::string decimal(double value);

}  // namespace leann
