#pragma once
#include "record/shape.hpp"

namespace jurymast::record {

/// What an operation's line holds; its writer is by hand, for speed, and a test holds it against this.
KindShape operation_shape();

}  // namespace jurymast::record
