#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace jurymast::wire {

/// Writes a message head into one string. A name or value that could break the framing (CR, LF, NUL, a name that is no token)
/// is dropped, never written.
class HeadWriter {
 public:
  /// Begins `METHOD target HTTP/1.1`; bytes that may not stand in either are left out.
  static HeadWriter request(std::string_view method, std::string_view target);
  /// Begins `HTTP/1.1 status reason`, the reason from RFC 9110; `status` is 100 to 599.
  static HeadWriter response(int status);

  HeadWriter& field(std::string_view name, std::string_view value);
  HeadWriter& field(std::string_view name, std::uint64_t value);
  /// The head with its closing empty line.
  std::string finish() &&;

 private:
  std::string text_;
};

/// The reason phrase of a status, by RFC 9110 and the registry; "Unknown" where there is none.
std::string_view reason_of(int status);

}  // namespace jurymast::wire
