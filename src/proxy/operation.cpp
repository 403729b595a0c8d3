#include "proxy/operation.hpp"

#include <algorithm>
#include <utility>

#include "policy/start_arm.hpp"
#include "proxy/header_lists.hpp"

namespace jurymast::proxy {
namespace {

/// What a body's buffer may begin with on the word of a Content-Length alone.
constexpr std::uint64_t kTrustedLengthMax = 64 * limits::kKiB;

policy::event::FailureKind kind_of(http::TransportFailure failure) {
  using From = http::TransportFailure;
  using To = policy::event::FailureKind;
  switch (failure) {
    case From::Dns: return To::Dns;
    case From::Connect: return To::Connect;
    case From::Tls: return To::Tls;
    case From::Reset: return To::Reset;
    case From::EndOfFile: return To::EndOfFile;
    case From::Framing: return To::Framing;
    case From::TooLarge: return To::TooLarge;
    case From::ForbiddenAddress: return To::ForbiddenAddress;
  }
  return To::Reset;
}

}  // namespace

Operation::Operation(LoopPlane& plane, std::shared_ptr<http::ServerSession> session,
                     std::shared_ptr<const LiveSnapshot> live, OperationInput input, std::function<void()> let_go)
    : plane_(plane),
      session_(std::move(session)),
      live_(std::move(live)),
      input_(std::move(input)),
      let_go_(std::move(let_go)),
      began_(plane.now()),
      seed_(plane.random.fork(input_.start.id.low()).next()),
      exchange_(input_.facts, live_->policy, Random(seed_)),
      memory_(plane.shared.memory),
      timer_(plane.loop) {
  kill_looked_ = began_;
  killed_ = input_.facts.killed;
  running().fetch_add(1, std::memory_order_relaxed);
  if (of_caller()) plane_.metrics.operation_began();
  client_gone_ = is_shadow();
}

std::atomic<unsigned>& Operation::running() const {
  if (is_shadow()) return plane_.shared.shadows.count();
  return input_.probe ? plane_.shared.probes_in_flight : plane_.shared.in_flight;
}

Operation::~Operation() = default;

void Operation::start() {
  const auto self = shared_from_this();
  memory_.set(input_.body.size());
  plane_.journal.start(record::render_start(input_.start, policy::start_arm(input_.facts, snapshot())));
  carry_out(begin_exchange());
  turn_done();
}

void Operation::client_gone() {
  if (finished_) return;
  const auto self = shared_from_this();
  client_gone_ = true;
  let_go_ = [] {};
  drive(policy::event::ClientGone{});
  turn_done();
}

void Operation::output_drained() {
  if (call_ && !upstream_ended_) call_->resume();
}

void Operation::on_dialed() {
  const auto self = shared_from_this();
  drive(policy::event::Dialed{});
  turn_done();
}

void Operation::on_connected(bool reused) {
  const auto self = shared_from_this();
  reused_ = reused;
  drive(policy::event::Connected{reused});
  turn_done();
}

void Operation::on_request_sent() {
  const auto self = shared_from_this();
  request_sent_ = true;
  drive(policy::event::RequestSent{});
  turn_done();
}

void Operation::on_head(const wire::ResponseHead& head) {
  const auto self = shared_from_this();
  upstream_status_ = head.status;
  upstream_content_ = wire::content_kind_of(head.fields);
  answer_lines_ = listed_lines(head.fields, forwarded_answer_fields());
  const bool good = head.status >= 200 && head.status < 300;
  if (good && input_.facts.streamed && upstream_content_ == wire::ContentKind::EventStream) {
    reading_ = Reading::Events;
    const policy::Route& route = snapshot().route(input_.facts.route);
    if (input_.facts.validated) assembler_.emplace(input_.facts.family, limits::kCompleteStreamBytesMax);
    relay_.emplace(StreamRelay::Settings{
        .family = input_.facts.family,
        .choices = input_.request.choices,
        .strip_usage = target().request_usage && !input_.request.include_usage,
        .skip_malformed = route.malformed_event == policy::MalformedEvent::SkipAndFlag,
        .preamble_bytes_max = limits::kPreambleBytesMax,
        .held_bytes_max = limits::kCompleteStreamBytesMax,
        .assembler = assembler_ ? &*assembler_ : nullptr});
  } else {
    reading_ = good && upstream_content_ == wire::ContentKind::Json ? Reading::Answer : Reading::Error;
    held_.reserve(std::min<std::uint64_t>(head.content_length, kTrustedLengthMax) + wire::PaddedText::kPadding);
  }
  drive(policy::event::Head{.status = head.status,
                            .content = upstream_content_,
                            .foreign_encoding = wire::has_foreign_encoding(head.fields),
                            .hints = wire::read_retry_hints(head.fields, plane_.loop.wall_now())});
  turn_done();
}

void Operation::on_body(std::string_view piece) {
  const auto self = shared_from_this();
  if (finished_ || !call_) return;
  if (reading_ == Reading::Events) {
    read_events(piece);
  } else if (reading_ == Reading::Answer) {
    if (!grow_held(piece, limits::kAnswerBytesMax)) drive(policy::event::MalformedData{});
  } else if (reading_ == Reading::Error && !grow_held(piece, limits::kErrorBodyBytesMax)) {
    deliver_error(false);
  }
  turn_done();
}

void Operation::on_end(bool /*delimited*/) {
  const auto self = shared_from_this();
  upstream_ended_ = true;
  if (finished_) {
    call_.reset();
    return;
  }
  const std::uint8_t attempt = attempt_;
  switch (std::exchange(reading_, reading_ == Reading::Events ? Reading::Events : Reading::Nothing)) {
    case Reading::Events:
      relay_->finish(plane_.scratch);
      deliver_signals();
      if (!exchange_.finished() && call_ && attempt == attempt_) drive(policy::event::BodyComplete{relay_->facts()});
      break;
    case Reading::Answer: deliver_answer(); break;
    case Reading::Error: deliver_error(true); break;
    case Reading::Nothing: break;
  }
  turn_done();
}

void Operation::on_failed(http::TransportFailure failure, bool bytes_sent, bool response_started) {
  const auto self = shared_from_this();
  upstream_ended_ = true;
  if (finished_) {
    call_.reset();
    return;
  }
  if (reused_ && bytes_sent && !response_started) {
    plane_.upstreams->note_stale(live_->target(target_).endpoint.key);
  }
  drive(policy::event::Failed{kind_of(failure), bytes_sent, response_started});
  turn_done();
}

}  // namespace jurymast::proxy
