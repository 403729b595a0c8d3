#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "content.hpp"
#include "wire/chunked.hpp"
#include "wire/http_head.hpp"

namespace jurymast::bench {

/// Holds one answer after the other against the bytes that were to come: status, framing, every byte of the body, and its end.
class AnswerCheck {
 public:
  /// Borrows the body.
  AnswerCheck(int status, const AnswerBody& body) : status_(status), body_(&body) {}

  /// True once the answer is whole; fails with what is wrong, and where. After an answer it is ready for the next one.
  Result<bool> take(std::string_view bytes);
  /// Whole content events of the answer so far.
  std::size_t events() const { return body_->events_before(position_); }

 private:
  Result<bool> take_head();
  Result<bool> take_body(std::string_view bytes);
  Result<bool> take_chunks(std::string_view bytes);
  Result<void> match(std::string_view piece);
  Result<bool> end(std::string_view rest);

  int status_;
  const AnswerBody* body_;
  wire::ResponseHeadReader reader_;
  wire::ChunkedReader chunks_;
  wire::BodyFraming framing_ = wire::BodyFraming::None;
  std::string head_;
  bool in_body_ = false;
  std::size_t position_ = 0;
};

}  // namespace jurymast::bench
