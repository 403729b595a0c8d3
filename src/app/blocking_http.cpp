#include "app/blocking_http.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "app/blocking_channel.hpp"
#include "wire/chunked.hpp"
#include "wire/head_writer.hpp"
#include "wire/http_head.hpp"

namespace jurymast::app {
namespace {

constexpr std::size_t kReadBytes = std::size_t{16} << 10;

/// Puts an answer together from the bytes as they come.
class AnswerAssembler {
 public:
  /// True once the answer is whole.
  Result<bool> take(std::string_view bytes) {
    if (!head_done_) {
      head_text_.append(bytes);
      const auto read = take_head();
      if (!read || !head_done_) return read;
      bytes = std::string_view(head_text_).substr(head_bytes_);
    }
    auto done = take_body(bytes);
    if (done && answer_.body.size() > kHttpAnswerBytesMax) return fail(Code::Exhausted, "the answer is larger than 8 MiB");
    return done;
  }

  bool head_done() const { return head_done_; }

  /// The answer as far as it came; `ended` says that the connection did.
  HttpAnswer finish(bool ended) && {
    if (ended && framing_ == wire::BodyFraming::UntilClose) answer_.whole = true;
    return std::move(answer_);
  }

 private:
  Result<bool> take_head() {
    wire::ResponseHead head;
    const wire::ParseState state = reader_.read(head_text_, head);
    if (state == wire::ParseState::Rejected) return fail(Code::Corrupt, "the answer is no HTTP: {}", reader_.rejection().reason);
    if (state == wire::ParseState::NeedMore) return false;
    head_done_ = true;
    head_bytes_ = head.head_bytes;
    framing_ = head.framing;
    length_ = head.content_length;
    answer_.status = head.status;
    for (const wire::HeaderField& field : head.fields)
      answer_.fields.push_back({std::string(field.name), std::string(field.value)});
    return false;
  }

  Result<bool> take_body(std::string_view bytes) {
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

  Result<bool> take_chunks(std::string_view bytes) {
    while (!bytes.empty() && chunks_.state() == wire::ParseState::NeedMore) {
      const auto piece = chunks_.read(bytes);
      answer_.body += piece.data;
      bytes.remove_prefix(piece.consumed);
      if (piece.consumed == 0) break;
    }
    if (chunks_.state() != wire::ParseState::Rejected) return whole(chunks_.state() == wire::ParseState::Done);
    return fail(Code::Corrupt, "the answer's chunks cannot be read: {}", chunks_.rejection().reason);
  }

  bool whole(bool is_whole) { return answer_.whole = is_whole; }

  std::string head_text_;
  wire::ResponseHeadReader reader_;
  bool head_done_ = false;
  std::size_t head_bytes_ = 0;
  wire::BodyFraming framing_ = wire::BodyFraming::UntilClose;
  std::uint64_t length_ = 0;
  wire::ChunkedReader chunks_;
  HttpAnswer answer_;
};

Result<HttpAnswer> receive(BlockingChannel& channel) {
  using Received = BlockingChannel::Received;
  AnswerAssembler assembler;
  std::array<char, kReadBytes> buffer;
  while (true) {
    std::size_t bytes = 0;
    const Received received = channel.receive(buffer, bytes);
    if (received == Received::Late) return fail(Code::Unavailable, "no whole answer came in time");
    if (received != Received::Bytes) {
      if (!assembler.head_done()) return fail(Code::Unavailable, "the connection was closed before an answer came");
      return std::move(assembler).finish(received == Received::End);
    }
    const auto done = assembler.take({buffer.data(), bytes});
    if (!done) return tl::unexpected(done.error());
    if (*done) return std::move(assembler).finish(false);
  }
}

std::string text_of(const std::string& address, const HttpRequest& request) {
  wire::HeadWriter head = wire::HeadWriter::request(request.method, request.path);
  head.field("Host", address.starts_with("unix:") ? "localhost" : address).field("Connection", "close");
  for (const HttpField& field : request.fields) head.field(field.name, field.value);
  if (request.method != "GET") head.field("Content-Length", request.body.size());
  return std::move(head).finish() + request.body;
}

}  // namespace

std::string_view HttpAnswer::field(std::string_view name) const {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const HttpField& field) { return wire::same_header_name(field.name, name); });
  return found == fields.end() ? std::string_view() : std::string_view(found->value);
}

Result<HttpAnswer> http_exchange(BlockingChannel& channel, const std::string& address, const HttpRequest& request) {
  if (!channel.send(text_of(address, request))) {
    return fail(Code::Unavailable, "{}: the request was not taken in time", address);
  }
  return receive(channel).map_error([&](Error error) { return Error{error.code, address + ": " + error.message}; });
}

Result<HttpAnswer> http_request(const std::string& address, const HttpRequest& request, Clock& clock, Duration time_max) {
  const auto channel = BlockingChannel::open(address, std::nullopt, clock, clock.now() + time_max);
  if (!channel) return tl::unexpected(channel.error());
  return http_exchange(**channel, address, request);
}

}  // namespace jurymast::app
