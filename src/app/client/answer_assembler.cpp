#include "app/client/answer_assembler.hpp"

#include <algorithm>

#include "base/units.hpp"

namespace jurymast::app {

Result<bool> AnswerAssembler::take(std::string_view bytes) {
  if (!head_done_) {
    head_text_.append(bytes);
    const auto read = take_head();
    if (!read || !head_done_) return read;
    bytes = std::string_view(head_text_).substr(head_bytes_);
  }
  auto done = take_body(bytes);
  if (done && answer_.body.size() > body_bytes_max_) {
    return fail(Code::Exhausted, "the answer is larger than {}", size_to_text(body_bytes_max_));
  }
  return done;
}

HttpAnswer AnswerAssembler::finish(bool ended) && {
  if (ended && framing_ == wire::BodyFraming::UntilClose) answer_.whole = true;
  return std::move(answer_);
}

Result<bool> AnswerAssembler::take_head() {
  wire::ResponseHead head;
  const wire::ParseState state = reader_.read(head_text_, head);
  if (state == wire::ParseState::Rejected) return fail(Code::Corrupt, "the answer is no HTTP: {}", reader_.rejection().reason);
  if (state == wire::ParseState::NeedMore) return false;
  head_done_ = true;
  head_bytes_ = head.head_bytes;
  framing_ = head.framing;
  length_ = head.content_length;
  answer_.status = head.status;
  for (const wire::HeaderField& field : head.fields) answer_.fields.push_back({std::string(field.name), std::string(field.value)});
  return false;
}

Result<bool> AnswerAssembler::take_body(std::string_view bytes) {
  switch (framing_) {
    case wire::BodyFraming::None:
      return whole(true);
    case wire::BodyFraming::Chunked:
      return take_chunks(bytes);
    case wire::BodyFraming::UntilClose:
      answer_.body += bytes;
      return false;
    case wire::BodyFraming::Length:
      break;
  }
  const std::uint64_t missing = length_ - answer_.body.size();
  answer_.body += bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(missing, bytes.size())));
  return whole(answer_.body.size() == length_);
}

Result<bool> AnswerAssembler::take_chunks(std::string_view bytes) {
  while (!bytes.empty() && chunks_.state() == wire::ParseState::NeedMore) {
    const auto piece = chunks_.read(bytes);
    answer_.body += piece.data;
    bytes.remove_prefix(piece.consumed);
    if (piece.consumed == 0) break;
  }
  if (chunks_.state() != wire::ParseState::Rejected) return whole(chunks_.state() == wire::ParseState::Done);
  return fail(Code::Corrupt, "the answer's chunks cannot be read: {}", chunks_.rejection().reason);
}

}  // namespace jurymast::app
