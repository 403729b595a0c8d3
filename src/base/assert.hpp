#pragma once

namespace jurymast {

/// Prints the broken invariant with its place to stderr and aborts.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line) noexcept;

}  // namespace jurymast

/// A broken invariant aborts with its location, in every build type.
#define JURYMAST_ASSERT(expression) \
  ((expression) ? void(0) : ::jurymast::assertion_failed(#expression, __FILE__, __LINE__))
