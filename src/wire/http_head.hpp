#pragma once
#include <cstdint>
#include <string_view>

#include "wire/header_fields.hpp"

namespace jurymast::wire {

/// How the end of a message's body is known.
enum class BodyFraming : unsigned char { None, Length, Chunked, UntilClose };

enum class ParseState : unsigned char { NeedMore, Done, Rejected };

/// Why a message was refused: the status to answer with (requests only) and a fixed sentence naming the rule.
struct Rejection {
  int status = 400;
  std::string_view reason;
};

/// The head of a request. All views point into the bytes it was read from.
struct RequestHead {
  std::string_view method;
  std::string_view target;  ///< origin-form, starts with '/'
  HeaderFields fields;
  BodyFraming framing = BodyFraming::None;
  std::uint64_t content_length = 0;
  bool keep_alive = true;
  bool expect_continue = false;
  std::size_t head_bytes = 0;  ///< where the body begins
};

/// The head of a response. All views point into the bytes it was read from.
struct ResponseHead {
  int status = 0;
  HeaderFields fields;
  BodyFraming framing = BodyFraming::UntilClose;
  std::uint64_t content_length = 0;
  bool keep_alive = true;
  std::size_t head_bytes = 0;
};

/// Reads a request head strictly by RFC 9112: what two readers could understand differently is rejected.
/// Call it with all bytes received so far; keep one reader a message, it remembers how far it has looked.
class RequestHeadReader {
 public:
  ParseState read(std::string_view received, RequestHead& head);
  const Rejection& rejection() const { return rejection_; }
  void reset() { *this = RequestHeadReader(); }

 private:
  std::size_t scanned_ = 0;
  Rejection rejection_;
};

/// Reads a response head as strictly; interim 1xx heads are skipped (their bytes count in head_bytes), 101 is rejected.
class ResponseHeadReader {
 public:
  ParseState read(std::string_view received, ResponseHead& head);
  const Rejection& rejection() const { return rejection_; }
  void reset() { *this = ResponseHeadReader(); }

 private:
  std::size_t skipped_ = 0;
  std::size_t scanned_ = 0;
  unsigned interim_heads_ = 0;
  Rejection rejection_;
};

}  // namespace jurymast::wire
