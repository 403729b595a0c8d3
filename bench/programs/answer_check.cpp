#include "answer_check.hpp"

#include <algorithm>

namespace jurymast::bench {
namespace {

constexpr std::size_t kExcerptBytes = 200;

}  // namespace

Result<bool> AnswerCheck::take(std::string_view bytes) {
  if (in_body_) return take_body(bytes);
  head_ += bytes;
  return take_head();
}

Result<bool> AnswerCheck::take_head() {
  wire::ResponseHead head;
  const wire::ParseState state = reader_.read(head_, head);
  if (state == wire::ParseState::NeedMore) return false;
  if (state == wire::ParseState::Rejected) return fail(Code::Corrupt, "not an HTTP answer: {}", reader_.rejection().reason);
  if (head.status != status_)
    return fail(Code::Corrupt, "status {} instead of {}: {}", head.status, status_,
                std::string_view(head_).substr(head.head_bytes, kExcerptBytes));
  if (!head.keep_alive) return fail(Code::Corrupt, "an answer that ends its connection");
  const bool by_length = head.framing == wire::BodyFraming::Length && head.content_length == body_->size();
  if (!by_length && head.framing != wire::BodyFraming::Chunked)
    return fail(Code::Corrupt, "an answer that does not announce a body of {} bytes", body_->size());
  framing_ = head.framing;
  in_body_ = true;
  return take_body(std::string_view(head_).substr(head.head_bytes));
}

Result<bool> AnswerCheck::take_body(std::string_view bytes) {
  if (framing_ == wire::BodyFraming::Chunked) return take_chunks(bytes);
  const std::string_view data = bytes.substr(0, body_->size() - position_);
  if (const auto matched = match(data); !matched) return tl::unexpected(matched.error());
  return position_ == body_->size() ? end(bytes.substr(data.size())) : Result<bool>(false);
}

Result<bool> AnswerCheck::take_chunks(std::string_view bytes) {
  while (!bytes.empty() && chunks_.state() == wire::ParseState::NeedMore) {
    const wire::ChunkedReader::Piece piece = chunks_.read(bytes);
    if (const auto matched = match(piece.data); !matched) return tl::unexpected(matched.error());
    bytes.remove_prefix(piece.consumed);
  }
  if (chunks_.state() == wire::ParseState::Rejected) return fail(Code::Corrupt, "a broken chunk: {}", chunks_.rejection().reason);
  return chunks_.state() == wire::ParseState::Done ? end(bytes) : Result<bool>(false);
}

Result<void> AnswerCheck::match(std::string_view piece) {
  while (!piece.empty()) {
    const std::string_view expected = body_->at(position_).substr(0, piece.size());
    if (expected.empty()) return fail(Code::Corrupt, "more than {} bytes of body", body_->size());
    if (!piece.starts_with(expected))
      return fail(Code::Corrupt, "the body differs behind byte {}: `{}` instead of `{}`", position_, piece.substr(0, kExcerptBytes),
                  expected.substr(0, kExcerptBytes));
    position_ += expected.size();
    piece.remove_prefix(expected.size());
  }
  return {};
}

Result<bool> AnswerCheck::end(std::string_view rest) {
  if (position_ != body_->size()) return fail(Code::Corrupt, "a body of {} bytes instead of {}", position_, body_->size());
  if (!rest.empty()) return fail(Code::Corrupt, "{} bytes behind the end of the answer", rest.size());
  *this = AnswerCheck(status_, *body_);
  return true;
}

}  // namespace jurymast::bench
