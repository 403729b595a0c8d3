#include <array>
#include <iterator>
#include <utility>
#include <variant>

#include "proxy/error_answers.hpp"
#include "proxy/operation.hpp"
#include "proxy/upstream_head.hpp"
#include "wire/error_text.hpp"
#include "wire/head_writer.hpp"

namespace jurymast::proxy {
namespace {

/// How often an attempt at a fallback that nobody has seen anything of yet looks whether the kill switch has gone on.
constexpr Duration kKillLookInterval = std::chrono::milliseconds(50);

/// What an answer's head usually has room in.
constexpr std::size_t kHeadBytes = 1024;

/// The lines that end the head of an answer in JSON.
void add_json_lines(std::string& head, std::size_t body_bytes) {
  fmt::format_to(std::back_inserter(head), "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n", body_bytes);
}

/// A port of this machine that is reserved and on which nothing listens: a connection there fails on our side, whatever the target does.
http::Endpoint nowhere() { return {.key = "probe|client_fault", .host = "127.0.0.1", .port = 1, .tls = nullptr}; }

}  // namespace

policy::Steps Operation::begin_exchange() {
  if (!snapshot().server.trace) return exchange_.start(plane_.fleet(), plane_.now());
  tracer_ = std::make_unique<policy::Tracer>(input_.facts, snapshot(), seed_, input_.start.at);
  return tracer_->start(exchange_, plane_.fleet(), plane_.now());
}

void Operation::drive(const policy::Event& event) {
  const std::uint8_t attempt = attempt_;
  obey_kill();
  // What an attempt has to say that was ended just now is void; what happens to the operation is not.
  const bool of_the_operation = std::holds_alternative<policy::event::ClientGone>(event) ||
                                std::holds_alternative<policy::event::LocalFailure>(event) ||
                                std::holds_alternative<policy::event::TimerFired>(event);
  if (attempt != attempt_ && !of_the_operation) return;
  tell(event);
}

/// Before anything else is told, so that no attempt at a fallback is begun once the kill switch is on.
void Operation::obey_kill() {
  if (killed_ || exchange_.finished() || !plane_.shared.kill.stands_for(input_.start.route)) return;
  killed_ = true;
  tell(policy::event::Killed{});
}

void Operation::tell(const policy::Event& event) {
  if (exchange_.finished()) return;
  carry_out(tracer_ ? tracer_->on(exchange_, event, plane_.fleet(), plane_.now())
                    : exchange_.on(event, plane_.fleet(), plane_.now()));
}

void Operation::content_seen() {
  exchange_.content_seen(plane_.now());
  if (tracer_) tracer_->content_seen(plane_.now());
}

void Operation::carry_out(const policy::Steps& steps) {
  for (const policy::Step& step : steps) {
    std::visit([this](const auto& what) { carry_out_step(what); }, step);
  }
}

bool Operation::make_request_body(const policy::step::Send& send) {
  const auto made = request_body_.make({.family = input_.facts.family,
                                        .streamed = input_.facts.streamed,
                                        .body = input_.body,
                                        .request = input_.request,
                                        .route = snapshot().route(input_.facts.route),
                                        .index = send.target,
                                        .target = target(),
                                        .model_json = live_->target(send.target).model_json,
                                        .prompt = send.prompt,
                                        .without_required = fault() == record::ProbeFault::MissingField},
                                       plane_.scratch);
  charge_memory();
  return made.has_value();
}

void Operation::carry_out_step(const policy::step::Send& send) {
  target_ = send.target;
  attempt_ = send.attempt;
  reading_ = Reading::Nothing;
  upstream_ended_ = false;
  request_sent_ = false;
  relay_.reset();
  held_.clear();
  facts_ = {};
  assembler_.reset();
  const LiveTarget& live = live_->target(send.target);
  const bool create = input_.kind == OperationKind::Create;
  if (create && !make_request_body(send)) return drive(policy::event::LocalFailure{Refusal::ClientJson});
  const auto id = input_.start.id.text();
  http::UpstreamCall::Request request;
  request.endpoint = fault() == record::ProbeFault::ClientFault ? nowhere() : live.endpoint;
  request.head = upstream_head(target(), live,
                               {.method = input_.method,
                                .path = input_.path,
                                .operation_id = {id.data(), id.size()},
                                .hops = input_.hops,
                                .forwarded = input_.forwarded_lines,
                                .streamed = input_.facts.streamed,
                                .has_body = create || input_.method == "POST",
                                .body_bytes = create ? request_body_.pieces().total_bytes() : 0,
                                .placeholder_key = fault() == record::ProbeFault::Credential});
  if (create) request.body = {request_body_.pieces().begin(), request_body_.pieces().end()};
  request.fresh = send.fresh || fault() != record::ProbeFault::None;
  request.body_bytes_max = limits::kAnswerBytesMax;
  call_ = std::make_unique<http::UpstreamCall>(*plane_.upstreams, *this);
  call_->start(std::move(request));
}

void Operation::carry_out_step(const policy::step::CloseUpstream&) {
  if (call_) call_->cancel();
  call_.reset();
}

/// The first lines of an answer's head: the status, and what was decided.
std::string Operation::answer_head(int status) const {
  std::string head;
  head.reserve(kHeadBytes + answer_lines_.size());
  fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\n", status, wire::reason_of(status));
  add_decision_lines(head);
  return head;
}

void Operation::carry_out_step(const policy::step::Commit& commit) {
  first_content_ = plane_.now() - began_;
  std::string head = answer_head(commit.status);
  head.append(answer_lines_);
  if (streaming()) {
    chunked_ = true;
    head.append("Content-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n");
  } else {
    add_json_lines(head, held_.size());
  }
  writer_.own(std::move(head));
}

void Operation::carry_out_step(const policy::step::Forward&) {
  forwarding_ = true;
  if (!streaming()) writer_.view(held_);
}

void Operation::carry_out_step(const policy::step::EndClient&) {
  if (!streaming()) return;
  flush_events();
  if (input_.facts.family == Family::ChatCompletions) {
    static constexpr std::array<std::string_view, 1> kDone{"data: [DONE]\n\n"};
    writer_.chunk(kDone);
  }
  writer_.last_chunk();
}

void Operation::carry_out_step(const policy::step::AbortClient& abort) {
  abort_session_ = true;
  if (client_gone_) return;
  if (!chunked_) return;
  flush_events();
  const std::string text = class_message(abort.failure_class, exchange_.decision());
  std::string event = wire::error_event(
      input_.facts.family,
      {.type = error_type_of(status_for_event(abort.failure_class)), .code = name_of(abort.failure_class), .message = text},
      relay_ ? relay_->next_sequence_number() : 0);
  // The event, then the end of the message: SDKs read the event for certain and raise by it. A close could overtake the event, and a
  // close behind a whole message would meet the caller's next request.
  writer_.own(std::string(wire::ChunkPrefix(event.size()).text()));
  writer_.own(std::move(event));
  writer_.view(wire::kChunkEnd);
  writer_.last_chunk();
}

void Operation::carry_out_step(const policy::step::Answer& answer) {
  if (client_gone_) return;
  std::string body;
  if (answer.body_of_attempt) {
    for (const KeptError& kept : kept_errors_) {
      if (kept.attempt == *answer.body_of_attempt) body = fmt::format("{{\"error\":{}}}", kept.object);
    }
  }
  if (body.empty()) body = error_body(answer, exchange_.decision());
  std::string head = answer_head(answer.status);
  head.append(retry_lines(answer));
  add_json_lines(head, body.size());
  writer_.own(std::move(head));
  writer_.own(std::move(body));
}

void Operation::flush_events() {
  if (!forwarding_ || !relay_) return;
  std::string held = relay_->take_held();
  if (!held.empty()) {
    writer_.own(std::string(wire::ChunkPrefix(held.size()).text()));
    writer_.own(std::move(held));
    writer_.view(wire::kChunkEnd);
  }
  writer_.chunk(relay_->ready());
  relay_->taken();
}

void Operation::flush() {
  if (forwarding_ && streaming() && !finish_wanted_) flush_events();
  if (client_gone_) return writer_.clear();
  if (writer_.empty()) return;
  bytes_out_ += writer_.bytes();
  last_write_ = plane_.now();
  session_->write(writer_.pieces());
  writer_.clear();
  if (call_ && !upstream_ended_ && session_->pending_bytes() > limits::kStreamWriteHighWatermark) call_->pause();
}

void Operation::turn_done() {
  if (finished_) return;
  if (finish_wanted_) {
    if (!std::exchange(recorded_, true)) finish();
    return;
  }
  flush();
  set_timer();
}

void Operation::set_timer() {
  MonotonicTime at = exchange_.wake_at();
  if (chunked_ && !is_shadow()) at = std::min(at, last_write_ + snapshot().server.keepalive_comment);
  if (exchange_.would_end_if_killed()) at = std::min(at, kill_looked_ + kKillLookInterval);
  if (at == timer_at_) return;
  timer_at_ = at;
  timer_.set(at, [self = this] { self->timer_fired(); });
}

void Operation::timer_fired() {
  const auto self = shared_from_this();
  timer_at_ = MonotonicTime::never();
  if (finished_) return;
  const MonotonicTime now = plane_.now();
  kill_looked_ = now;
  obey_kill();
  if (now >= exchange_.wake_at()) drive(policy::event::TimerFired{});
  if (!finish_wanted_ && chunked_ && !is_shadow() && now >= last_write_ + snapshot().server.keepalive_comment) {
    static constexpr std::array<std::string_view, 1> kComment{": keepalive\n\n"};
    writer_.chunk(kComment);
  }
  turn_done();
}

}  // namespace jurymast::proxy
