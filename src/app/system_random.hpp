#pragma once
#include <cstdint>

#include "base/random.hpp"
#include "base/result.hpp"

namespace jurymast::app {

/// A seed of the system's own randomness. Fails where the system gives none.
Result<std::uint64_t> system_seed();
/// Random numbers for a command's ids and waits, of such a seed.
Result<Random> system_random();

}  // namespace jurymast::app
