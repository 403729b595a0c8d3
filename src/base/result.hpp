#pragma once
#include <fmt/format.h>

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace jurymast {

/// What kind of thing went wrong inside Jurymast; an upstream's failure is a FailureClass, never an Error.
enum class Code { Invalid, NotFound, Exists, Denied, Exhausted, Unavailable, Corrupt, Internal };

/// A failure as a value: what was wrong, where, and what to do, in words for the person who reads it.
struct Error {
  Code code;
  std::string message;
};

/// Either a value or the reason why there is none; never ignored.
template <class T>
using Result = tl::expected<T, Error>;

/// A failed Result with a formatted message.
template <class... Args>
[[nodiscard]] tl::unexpected<Error> fail(Code code, fmt::format_string<Args...> text, Args&&... args) {
  return tl::unexpected<Error>(Error{code, fmt::format(text, std::forward<Args>(args)...)});
}

}  // namespace jurymast
