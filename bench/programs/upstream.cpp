#include "upstream.hpp"

#include <sys/socket.h>

#include <utility>

#include "wire/chunked.hpp"
#include "wire/head_writer.hpp"

namespace jurymast::bench {
namespace {

/// No event is due sooner, and nothing else needs to be looked at.
constexpr Duration kIdleWait = std::chrono::seconds(1);

std::string chunk_of(std::string_view data) {
  return std::string(wire::ChunkPrefix(data.size()).text()) + std::string(data) + std::string(wire::kChunkEnd);
}

/// The answer to a request that a proxy has changed; its status makes the load fail.
std::string mangled_answer() {
  constexpr std::string_view kBody = R"({"error":{"message":"the request did not come through whole"}})";
  auto head = wire::HeadWriter::response(400);
  head.field("content-type", "application/json").field("content-length", kBody.size());
  return std::move(head).finish() + std::string(kBody);
}

}  // namespace

Upstream::Upstream(const UpstreamPlan& plan, Clock& clock, Descriptor listener)
    : plan_(plan),
      clock_(clock),
      listener_(std::move(listener)),
      target_(target_of(plan.content.family)),
      messages_(request_messages(plan.content)),
      rewritten_(request_body_rewritten(plan.content)),
      buffer_(kReceiveBytes),
      connections_(kConnectionsMax) {
  const AnswerBody body = answer_body(plan.content);
  head_ = answer_head(plan.status, body);
  if (plan.content.streamed()) {
    if (!body.opening.empty()) head_ += chunk_of(body.opening);
    event_ = chunk_of(body.event);
    end_ = chunk_of(body.tail) + std::string(wire::kLastChunk);
    for (std::size_t i = 0; !is_paced() && i < body.events; ++i) head_ += event_;
    if (!is_paced()) head_ += end_;
  } else {
    head_ += body.tail;
  }
  poller_.add(listener_.fd());
}

void Upstream::run() {
  while (true) {
    const Duration patience = due_.empty() ? kIdleWait : due_.front().at - clock_.now();
    for (const epoll_event& event : poller_.wait(patience)) {
      if (event.data.fd == listener_.fd()) {
        accept_all();
      } else {
        on_ready(event);
      }
    }
    send_due_events();
  }
}

void Upstream::accept_all() {
  while (true) {
    Descriptor socket(accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC));
    const auto fd = static_cast<std::size_t>(socket.fd());
    if (socket.fd() < 0 || fd >= kConnectionsMax) return;
    make_prompt(socket.fd());
    poller_.add(socket.fd());
    TlsSession session = plan_.tls == nullptr ? nullptr : plan_.tls->begin(socket.fd());
    connections_[fd] = std::make_shared<Connection>(Stream(std::move(socket), std::move(session)));
  }
}

void Upstream::on_ready(const epoll_event& event) {
  const std::shared_ptr<Connection> connection = connections_[static_cast<std::size_t>(event.data.fd)];
  if (!connection) return;
  Result<void> done;
  if ((event.events & EPOLLOUT) != 0) done = send(*connection, {});
  if (done && (event.events & ~std::uint32_t{EPOLLOUT}) != 0) done = receive(connection);
  if (!done) close(event.data.fd);
}

Result<void> Upstream::receive(const std::shared_ptr<Connection>& connection) {
  do {
    const auto count = connection->stream.receive(buffer_);
    if (!count) return tl::unexpected(count.error());
    if (!count->has_value()) return {};
    if (**count == 0) return fail(Code::Unavailable, "the peer has closed");
    connection->received.append(buffer_.data(), **count);
    if (auto taken = take_request(connection); !taken) return taken;
  } while (connection->stream.holds_received());
  return {};
}

Result<void> Upstream::take_request(const std::shared_ptr<Connection>& connection) {
  wire::RequestHead head;
  std::string& received = connection->received;
  const wire::ParseState state = connection->reader.read(received, head);
  if (state == wire::ParseState::NeedMore) return {};
  if (state == wire::ParseState::Rejected || head.framing != wire::BodyFraming::Length)
    return fail(Code::Invalid, "not a request with a length");
  // The model's name may be replaced by another of about its length, nothing else may differ.
  if (head.content_length > plan_.content.request_bytes + limits::kKiB)
    return fail(Code::Invalid, "a longer request than was sent");
  const auto whole_bytes = head.head_bytes + static_cast<std::size_t>(head.content_length);
  if (received.size() < whole_bytes) return {};
  if (received.size() > whole_bytes || connection->streaming) return fail(Code::Invalid, "a request before the answer to the last");
  const bool whole = is_whole(head, std::string_view(received).substr(head.head_bytes));
  received.clear();
  connection->reader.reset();
  return whole ? answer(connection) : send(*connection, mangled_answer());
}

bool Upstream::is_whole(const wire::RequestHead& head, std::string_view body) const {
  if (head.method != "POST" || head.target != target_) return false;
  return plan_.rewritten ? body == rewritten_ : body.starts_with(messages_) && body.ends_with("\"}");
}

Result<void> Upstream::answer(const std::shared_ptr<Connection>& connection) {
  if (is_paced()) {
    connection->streaming = true;
    connection->events_left = plan_.content.events;
    due_.push_back({clock_.now() + plan_.event_every, connection});
  }
  return send(*connection, head_);
}

void Upstream::send_due_events() {
  if (due_.empty()) return;
  const MonotonicTime now = clock_.now();
  while (!due_.empty() && due_.front().at <= now) {
    const Due due = std::move(due_.front());
    due_.pop_front();
    const std::shared_ptr<Connection> connection = due.connection.lock();
    if (!connection) continue;
    if (!send_event(*connection)) {
      close(connection->stream.fd());
    } else if (connection->streaming) {
      due_.push_back({due.at + plan_.event_every, connection});
    }
  }
}

Result<void> Upstream::send_event(Connection& connection) {
  if (connection.events_left > 0) {
    --connection.events_left;
    return send(connection, event_);
  }
  connection.streaming = false;
  return send(connection, end_);
}

Result<void> Upstream::send(Connection& connection, std::string_view bytes) {
  const bool waited = connection.stream.has_unsent();
  auto sent = waited && bytes.empty() ? connection.stream.flush() : connection.stream.send(bytes);
  const bool waits = connection.stream.has_unsent();
  if (sent && waits != waited) poller_.want_room(connection.stream.fd(), waits);
  return sent;
}

}  // namespace jurymast::bench
