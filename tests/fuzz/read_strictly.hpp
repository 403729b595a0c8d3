#pragma once
#include <memory>

#include "http_message.hpp"
#include "wire/chunked.hpp"
#include "wire/http_head.hpp"

/// The message as our codec reads it, driven as a connection would.
namespace jurymast::fuzz {

inline void note_start(const wire::RequestHead& head, HttpMessage& message) {
  constexpr int kOnlyVersionAccepted = 11;
  message.method = head.method;
  message.target = head.target;
  message.version = kOnlyVersionAccepted;
}

inline void note_start(const wire::ResponseHead& head, HttpMessage& message) { message.status = head.status; }

inline void take_chunks(std::string_view received, wire::ChunkedReader& chunks, HttpMessage& message) {
  while (chunks.state() == wire::ParseState::NeedMore && message.bytes < received.size()) {
    const wire::ChunkedReader::Piece piece = chunks.read(received.substr(message.bytes));
    message.body += piece.data;
    message.bytes += piece.consumed;
  }
  message.state = chunks.state();
  message.reason = chunks.rejection().reason;
}

/// Reads one message out of pieces that end at `cuts`. A body that ends with the connection ends with the text.
template <class Reader, class Head>
class StrictReading {
 public:
  HttpMessage read(std::string_view text, const Cuts& cuts) {
    for (const std::size_t end : cuts) {
      const std::string_view received = text.substr(0, end);
      if (!message_.head_done) read_head(received);
      if (message_.head_done) take_body(received);
      if (message_.state != wire::ParseState::NeedMore) break;
    }
    if (message_.head_done && head_->framing == wire::BodyFraming::UntilClose) message_.state = wire::ParseState::Done;
    return std::move(message_);
  }

 private:
  void read_head(std::string_view received) {
    const wire::ParseState state = reader_.read(received, *head_);
    if (state == wire::ParseState::Rejected) {
      message_.state = state;
      message_.reason = reader_.rejection().reason;
    }
    if (state != wire::ParseState::Done) return;
    message_.head_done = true;
    message_.head_bytes = message_.bytes = head_->head_bytes;
    message_.keep_alive = head_->keep_alive;
    note_start(*head_, message_);
    for (const wire::HeaderField& field : head_->fields) message_.fields.emplace_back(field.name, field.value);
  }

  void take_body(std::string_view received) {
    if (head_->framing == wire::BodyFraming::Chunked) return take_chunks(received, chunks_, message_);
    const std::size_t available = received.size() - message_.head_bytes;
    const bool until_close = head_->framing == wire::BodyFraming::UntilClose;
    const bool whole = !until_close && available >= head_->content_length;
    const std::size_t taken = whole ? static_cast<std::size_t>(head_->content_length) : available;
    message_.body = received.substr(message_.head_bytes, taken);
    message_.bytes = message_.head_bytes + taken;
    if (whole) message_.state = wire::ParseState::Done;
  }

  Reader reader_;
  std::unique_ptr<Head> head_ = std::make_unique<Head>();
  wire::ChunkedReader chunks_;
  HttpMessage message_;
};

inline HttpMessage read_request_strictly(std::string_view text, const Cuts& cuts) {
  return StrictReading<wire::RequestHeadReader, wire::RequestHead>().read(text, cuts);
}

inline HttpMessage read_response_strictly(std::string_view text, const Cuts& cuts) {
  return StrictReading<wire::ResponseHeadReader, wire::ResponseHead>().read(text, cuts);
}

}  // namespace jurymast::fuzz
