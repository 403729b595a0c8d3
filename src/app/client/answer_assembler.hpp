#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "app/client/blocking_http.hpp"
#include "wire/chunked.hpp"
#include "wire/http_head.hpp"

namespace jurymast::app {

/// Puts an answer together from its bytes as they come, up to a size of its body.
class AnswerAssembler {
 public:
  explicit AnswerAssembler(std::size_t body_bytes_max) : body_bytes_max_(body_bytes_max) {}

  /// True once the answer is whole. Fails with Corrupt where it is no HTTP, and with Exhausted where it is too large.
  Result<bool> take(std::string_view bytes);
  bool head_done() const { return head_done_; }
  /// The answer as far as it came; `ended` says that the connection did.
  HttpAnswer finish(bool ended) &&;

 private:
  Result<bool> take_head();
  Result<bool> take_body(std::string_view bytes);
  Result<bool> take_chunks(std::string_view bytes);
  bool whole(bool is_whole) { return answer_.whole = is_whole; }

  std::size_t body_bytes_max_;
  std::string head_text_;
  wire::ResponseHeadReader reader_;
  bool head_done_ = false;
  std::size_t head_bytes_ = 0;
  wire::BodyFraming framing_ = wire::BodyFraming::UntilClose;
  std::uint64_t length_ = 0;
  wire::ChunkedReader chunks_;
  HttpAnswer answer_;
};

}  // namespace jurymast::app
