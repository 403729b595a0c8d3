#pragma once
#include "base/ids.hpp"
#include "base/time.hpp"
#include "record/operation.hpp"

namespace jurymast::bench {

/// A request that one target answered at once: what most lines of a log are.
record::Operation served_operation(OperationId id, WallTime at);

}  // namespace jurymast::bench
