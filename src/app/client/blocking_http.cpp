#include "app/client/blocking_http.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "app/client/answer_assembler.hpp"
#include "app/client/blocking_channel.hpp"
#include "wire/head_writer.hpp"
#include "wire/http_head.hpp"

namespace jurymast::app {
namespace {

constexpr std::size_t kReadBytes = std::size_t{16} << 10;

Result<HttpAnswer> receive(BlockingChannel& channel, std::size_t body_bytes_max) {
  using Received = BlockingChannel::Received;
  AnswerAssembler assembler(body_bytes_max);
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

Result<HttpAnswer> http_exchange(BlockingChannel& channel, const std::string& address, const HttpRequest& request,
                                 std::size_t body_bytes_max) {
  if (!channel.send(text_of(address, request))) {
    return fail(Code::Unavailable, "{}: the request was not taken in time", address);
  }
  return receive(channel, body_bytes_max).map_error([&](Error error) { return Error{error.code, address + ": " + error.message}; });
}

Result<HttpAnswer> http_request(const std::string& address, const HttpRequest& request, Clock& clock, Duration time_max) {
  const auto channel = BlockingChannel::open(address, std::nullopt, clock, clock.now() + time_max);
  if (!channel) return tl::unexpected(channel.error());
  return http_exchange(**channel, address, request);
}

}  // namespace jurymast::app
