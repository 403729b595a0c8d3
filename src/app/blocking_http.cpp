#include "app/blocking_http.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "app/admin_socket.hpp"
#include "app/answer_assembler.hpp"
#include "wire/head_writer.hpp"
#include "wire/http_head.hpp"

namespace jurymast::app {
namespace {

constexpr std::size_t kReadBytes = std::size_t{16} << 10;

/// One connection; every wait ends when the time is over.
class Connection {
 public:
  Connection(int fd, Clock& clock, MonotonicTime until) : fd_(fd), clock_(clock), until_(until) {}
  ~Connection() { ::close(fd_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Result<void> send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent > 0) {
        text.remove_prefix(static_cast<std::size_t>(sent));
      } else if (errno != EAGAIN && errno != EINTR) {
        return {};  // Whoever stopped reading may have answered already.
      } else if (!wait(POLLOUT)) {
        return fail(Code::Unavailable, "the request was not taken in time");
      }
    }
    return {};
  }

  Result<HttpAnswer> receive() {
    AnswerAssembler assembler(kHttpAnswerBytesMax);
    std::array<char, kReadBytes> buffer;
    while (true) {
      const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
      if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        if (!wait(POLLIN)) return fail(Code::Unavailable, "no whole answer came in time");
        continue;
      }
      if (got <= 0) {
        if (!assembler.head_done()) return fail(Code::Unavailable, "the connection was closed before an answer came");
        return std::move(assembler).finish(got == 0);
      }
      const auto done = assembler.take({buffer.data(), static_cast<std::size_t>(got)});
      if (!done) return tl::unexpected(done.error());
      if (*done) return std::move(assembler).finish(false);
    }
  }

 private:
  bool wait(short event) { return wait_for(fd_, event, until_ - clock_.now()); }

  int fd_;
  Clock& clock_;
  MonotonicTime until_;
};

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

Result<HttpAnswer> http_request(const std::string& address, const HttpRequest& request, Clock& clock, Duration time_max) {
  const MonotonicTime until = clock.now() + time_max;
  const auto place = admin_place(address);
  if (!place) return tl::unexpected(place.error());
  const auto fd = connect_to(*place, clock, until);
  if (!fd) return tl::unexpected(fd.error());
  Connection connection(*fd, clock, until);
  const auto in_words = [&](Error error) { return Error{error.code, address + ": " + error.message}; };
  return connection.send(text_of(address, request)).and_then([&] { return connection.receive(); }).map_error(in_words);
}

}  // namespace jurymast::app
