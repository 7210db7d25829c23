// What every index promises, however hostile the file that it was opened from.
#pragma once

#include <string>

#include "index/index.h"

namespace leann::fuzz {

/// The first promise that the index breaks; empty if it keeps all of them.
std::string validate(const Index& index);

}  // namespace leann::fuzz
