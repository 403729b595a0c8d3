#include "load.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace jurymast::bench {
namespace {

/// How long the last answers may take once no request is begun any more.
constexpr Duration kLastAnswersTimeMax = std::chrono::seconds(10);
/// The longest wait for readiness; within it the phase is looked at again.
constexpr Duration kWaitMax = std::chrono::milliseconds(10);
/// How far an open loop may fall behind before the figures mean nothing.
constexpr Duration kBehindMax = std::chrono::seconds(1);

}  // namespace

Load::Load(const LoadPlan& plan, Clock& clock)
    : plan_(plan), clock_(clock), body_(answer_body(plan.content)), buffer_(kReceiveBytes), connections_(kConnectionsMax) {
  request_ = request_text(plan.content, "127.0.0.1:" + std::to_string(plan.port), plan.fields);
}

Result<LoadFigures> Load::run() {
  if (auto opened = open_all(); !opened) return tl::unexpected(opened.error());
  began_ = clock_.now();
  phase_end_ = began_ + plan_.warmup;
  while (!is_over()) {
    if (auto begun = begin_due(); !begun) return tl::unexpected(begun.error());
    for (const epoll_event& event : poller_.wait(patience(clock_.now()))) {
      if (auto done = on_ready(event); !done) return tl::unexpected(done.error());
    }
    if (auto changed = change_phase(clock_.now()); !changed) return tl::unexpected(changed.error());
  }
  std::sort(figures_.latencies.begin(), figures_.latencies.end());
  return std::move(figures_);
}

Result<void> Load::open_all() {
  const auto base = cost_of(plan_.processes);
  if (!base) return tl::unexpected(base.error());
  if (auto dialled = dial_all(); !dialled) return dialled;
  std::this_thread::sleep_for(plan_.idle);
  const auto idle = cost_of(plan_.processes);
  if (!idle) return tl::unexpected(idle.error());
  figures_.base_kib = base->anonymous_kib;
  figures_.idle_kib = idle->anonymous_kib;
  return {};
}

Result<void> Load::dial_all() {
  for (std::size_t i = 0; i < plan_.connections; ++i) {
    auto stream = dial();
    if (!stream) return tl::unexpected(stream.error());
    const auto fd = static_cast<std::size_t>(stream->fd());
    if (fd >= kConnectionsMax) return fail(Code::Exhausted, "more than {} connections", kConnectionsMax);
    poller_.add(stream->fd());
    connections_[fd] =
        std::make_unique<Connection>(Connection{.stream = std::move(*stream), .check = {200, body_}, .scheduled = {}});
    idle_.push_back(connections_[fd].get());
  }
  return {};
}

Result<Stream> Load::dial() const {
  auto socket = connect_to(plan_.port);
  if (!socket) return tl::unexpected(socket.error());
  if (plan_.tls == nullptr) return Stream(std::move(*socket));
  TlsSession session = plan_.tls->begin(socket->fd());
  if (auto shaken = TlsContext::shake_hands(*session); !shaken) return tl::unexpected(shaken.error());
  return Stream(std::move(*socket), std::move(session));
}

MonotonicTime Load::next_arrival() const {
  const bool all_came = !plan_.open_loop && arrivals_ == plan_.connections;
  if (all_came || phase_ == Phase::Ending || idle_.empty()) return MonotonicTime::never();
  return began_ + plan_.arrival_every * static_cast<std::int64_t>(arrivals_);
}

Duration Load::patience(MonotonicTime now) const { return std::min(kWaitMax, std::min(next_arrival(), phase_end_) - now); }

Result<void> Load::begin_due() {
  const MonotonicTime now = clock_.now();
  for (MonotonicTime due = next_arrival(); due <= now; due = next_arrival()) {
    if (now - due > kBehindMax) return fail(Code::Exhausted, "the server is {} ms behind the scheduled requests", to_ms(now - due));
    Connection& connection = *idle_.back();
    idle_.pop_back();
    ++arrivals_;
    ++busy_;
    if (auto begun = begin(connection, due); !begun) return begun;
  }
  return {};
}

Result<void> Load::begin(Connection& connection, MonotonicTime scheduled) {
  connection.scheduled = scheduled;
  connection.busy = true;
  auto sent = connection.stream.send(request_);
  if (sent && connection.stream.has_unsent()) poller_.want_room(connection.stream.fd(), true);
  return sent;
}

Result<void> Load::on_ready(const epoll_event& event) {
  Connection& connection = *connections_[static_cast<std::size_t>(event.data.fd)];
  if ((event.events & EPOLLOUT) != 0) {
    if (auto sent = connection.stream.flush(); !sent) return sent;
    if (!connection.stream.has_unsent()) poller_.want_room(event.data.fd, false);
  }
  return (event.events & ~std::uint32_t{EPOLLOUT}) != 0 ? receive(connection) : Result<void>{};
}

Result<void> Load::receive(Connection& connection) {
  do {
    const auto count = connection.stream.receive(buffer_);
    if (!count) return tl::unexpected(count.error());
    if (!count->has_value()) return {};
    if (**count == 0 || !connection.busy)
      return fail(Code::Unavailable, "the server ended a connection, or spoke without being asked");
    if (auto taken = take(connection, {buffer_.data(), **count}); !taken) return taken;
  } while (connection.stream.holds_received());
  return {};
}

Result<void> Load::take(Connection& connection, std::string_view bytes) {
  const auto whole = connection.check.take(bytes);
  if (!whole) return tl::unexpected(whole.error());
  count_events(connection, *whole ? body_.events : connection.check.events());
  return *whole ? finish(connection) : Result<void>{};
}

void Load::count_events(Connection& connection, std::size_t events) {
  if (phase_ == Phase::Measured) figures_.events += events - connection.events_seen;
  connection.events_seen = events;
}

Result<void> Load::finish(Connection& connection) {
  const MonotonicTime now = clock_.now();
  connection.events_seen = 0;
  if (phase_ == Phase::Measured) {
    ++figures_.answers;
    if (plan_.open_loop) figures_.latencies.push_back(now - connection.scheduled);
  }
  if (!plan_.open_loop && phase_ != Phase::Ending) return begin(connection, now);
  connection.busy = false;
  --busy_;
  idle_.push_back(&connection);
  return {};
}

Result<void> Load::change_phase(MonotonicTime now) {
  if (now < phase_end_) return {};
  if (phase_ == Phase::Ending)
    return fail(Code::Unavailable, "{} answers had not come {} ms after the last request", busy_, to_ms(kLastAnswersTimeMax));
  const auto cost = cost_of(plan_.processes);
  if (!cost) return tl::unexpected(cost.error());
  if (phase_ == Phase::Warmup) {
    phase_ = Phase::Measured;
    figures_.cost = *cost;
    measured_from_ = now;
    phase_end_ = now + plan_.measured;
    return {};
  }
  phase_ = Phase::Ending;
  figures_.cost = {.cpu_ns = cost->cpu_ns - figures_.cost.cpu_ns, .anonymous_kib = cost->anonymous_kib};
  figures_.took = now - measured_from_;
  phase_end_ = now + kLastAnswersTimeMax;
  return {};
}

}  // namespace jurymast::bench
