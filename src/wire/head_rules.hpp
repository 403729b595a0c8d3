#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wire/http_head.hpp"

/// The rules that the heads of requests and responses share. For the head readers; nobody else needs them.
namespace jurymast::wire {

/// Looks for the empty line that ends the head beginning at `begin`. It goes on from `scanned` and leaves there how far
/// it came; on Done that is the start of the empty line. Control bytes, bare CR and bare LF are rejected as soon as
/// they are seen.
ParseState scan_head(std::string_view received, std::size_t begin, std::size_t& scanned, Rejection& rejection);

/// The lines of a head that scan_head has passed, without their CRLF.
class HeadLines {
 public:
  explicit HeadLines(std::string_view head) : rest_(head) {}
  /// False behind the last line.
  bool next(std::string_view& line);

 private:
  std::string_view rest_;
};

enum class MessageKind : unsigned char { Request, Response };

/// What the fields that frame or steer a message said.
struct MessageFacts {
  MessageKind kind = MessageKind::Request;
  bool has_host = false;
  bool has_length = false;
  bool chunked = false;
  bool close = false;
  bool expect_continue = false;
  std::uint64_t content_length = 0;
};

/// Reads the header lines into `fields`; false with the rejection at the first line that breaks a rule.
bool read_fields(HeadLines& lines, HeaderFields& fields, MessageFacts& facts, Rejection& rejection);

/// Records why a message is refused; always false, so that a rule can return it.
inline bool reject(Rejection& rejection, std::string_view reason, int status = 400) {
  rejection = {status, reason};
  return false;
}

}  // namespace jurymast::wire
