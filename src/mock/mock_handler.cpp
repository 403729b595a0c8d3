#include "mock/mock_handler.hpp"

#include <utility>

#include "mock/answer_parts.hpp"
#include "mock/control.hpp"
#include "wire/head_writer.hpp"

namespace jurymast::mock {
namespace {

/// The kernel gets so long to deliver the last bytes, which a reset could overtake.
constexpr Duration kResetGrace = std::chrono::milliseconds(10);

std::string joined(const Plan& plan) {
  std::string text;
  PlanCursor cursor(plan);
  for (PlanCursor::Write write; cursor.next(write);) text += write.bytes;
  return text;
}

std::string path_of_target(std::string_view target) { return std::string(target.substr(0, target.find('?'))); }

}  // namespace

MockHandler::MockHandler(std::shared_ptr<MockDesk> desk, http::Loop& loop)
    : desk_(std::move(desk)), loop_(loop), connection_(++desk_->connections), player_(loop), timer_(loop) {}

MockHandler::~MockHandler() {
  if (attempt_) settle(AttemptEnd::Closed);
}

ApiMoment MockHandler::moment() const {
  const auto wall = std::chrono::duration_cast<std::chrono::seconds>(loop_.wall_now().since_epoch);
  return {loop_.now(), wall.count()};
}

void MockHandler::log_attempt(Attempt attempt) {
  attempt.at = loop_.now() - desk_->started;
  attempt.wall = loop_.wall_now();
  attempt.connection = connection_;
  attempt.request_on_connection = requests_;
  attempt_ = desk_->log.add(std::move(attempt));
}

void MockHandler::settle(AttemptEnd ended) {
  if (ticket_) desk_->slots.leave(*std::exchange(ticket_, std::nullopt));
  const std::shared_ptr<Attempt> attempt = std::exchange(attempt_, nullptr);
  attempt->ended = ended;
  attempt->ended_at = loop_.now() - desk_->started;
  attempt->bytes_sent = player_.sent();
}

std::optional<std::string> MockHandler::on_head(http::ServerSession& session, const wire::RequestHead& head) {
  session_ = &session;
  timer_.cancel();
  if (is_control_path(path_of_target(head.target))) return std::nullopt;
  ++requests_;
  Incoming incoming = read_incoming_head(head.method, head.target);
  incoming.attempt = desk_->log.count() + 1;
  const auto planned = desk_->api.answer_early(incoming, moment());
  if (!planned) return std::nullopt;
  const std::string text = joined(planned->plan);
  log_attempt(describe(head, {}, incoming));
  attempt_->status = planned->plan.status;
  attempt_->fault = fault_text(planned->fault);
  const std::shared_ptr<Attempt> attempt = attempt_;
  settle(AttemptEnd::Complete);
  attempt->bytes_sent = text.size();
  return text;
}

void MockHandler::on_request(http::ServerSession& session, const wire::RequestHead& head, std::string_view body) {
  session_ = &session;
  if (is_control_path(path_of_target(head.target))) return answer_control(head, body);
  incoming_ = read_incoming(head.method, head.target, body);
  incoming_.authorization = head.fields.value("authorization");
  incoming_.connection_closes = session.will_close();
  log_attempt(describe(head, body, incoming_));
  incoming_.attempt = attempt_->n;
  if (desk_->settings.allow_inspect) {
    desk_->last_head = raw_head(head);
    desk_->last_body = std::string(body);
  }
  if (!stale_) return wait_for_slot();
  Fault fault;
  fault.stale = true;
  Plan nothing;
  nothing.end = PlanEnd::Close;
  play({std::move(nothing), std::move(fault)});
}

void MockHandler::wait_for_slot() {
  if (!incoming_.creates) return start();
  const auto granted = [this, alive = std::weak_ptr<bool>(alive_), request = requests_] {
    // From the loop, as the turn comes from inside another connection's call.
    loop_.post([this, alive, request] {
      if (alive.lock() && attempt_ && requests_ == request) start();
    });
  };
  const auto entry = desk_->slots.enter(granted);
  if (!entry) {
    LayOutContext context{incoming_.connection_closes, incoming_.attempt, desk_->settings.api.tag};
    return play({lay_out(error_answer(usual_error(503)), Fault{}, context), Fault{}});
  }
  ticket_ = entry->ticket;
  if (entry->granted) start();
}

void MockHandler::start() { play(desk_->api.answer(incoming_, moment())); }

void MockHandler::play(MockApi::Planned planned) {
  plan_ = std::move(planned.plan);
  attempt_->answered_at = loop_.now() - desk_->started;
  attempt_->fault = fault_text(planned.fault);
  attempt_->status = plan_.status;
  player_.start(*session_, plan_, [this] { played(); });
}

void MockHandler::played() {
  attempt_->bytes_sent = player_.sent();
  if (plan_.end == PlanEnd::Hang) return;
  if (plan_.end == PlanEnd::Whole) return end_whole();
  if (plan_.end == PlanEnd::Reset) return timer_.set(loop_.now() + kResetGrace, [this] { end_reset(); });
  settle(AttemptEnd::Closed);
  session_->abort_answer();
}

void MockHandler::end_whole() {
  stale_ = plan_.stale;
  settle(AttemptEnd::Complete);
  if (plan_.idle_close) timer_.set(loop_.now() + *plan_.idle_close, [this] { session_->drain(); });
  if (plan_.close_after) session_->close_after_answer();
  session_->end_answer();
}

void MockHandler::end_reset() {
  if (session_->pending_bytes() > 0) return timer_.set(loop_.now() + kResetGrace, [this] { end_reset(); });
  settle(AttemptEnd::Reset);
  if (plan_.refuse) desk_->refuse(*plan_.refuse);
  session_->close(true);
}

void MockHandler::answer_control(const wire::RequestHead& head, std::string_view body) {
  const std::string path = path_of_target(head.target);
  const ControlReply reply = control({head.method, path, body}, *desk_, loop_.now());
  wire::HeadWriter writer = wire::HeadWriter::response(reply.status);
  writer.field("content-type", reply.content_type);
  writer.field("content-length", std::uint64_t{reply.body.size()});
  if (session_->will_close()) writer.field("connection", "close");
  session_->write(std::move(writer).finish() + reply.body);
  if (reply.refuse) desk_->refuse(*reply.refuse);
  session_->end_answer();
}

void MockHandler::on_client_gone(http::ServerSession&) {
  player_.stop();
  timer_.cancel();
  if (attempt_) settle(AttemptEnd::ClientGone);
}

void MockHandler::on_output_drained(http::ServerSession&) { player_.on_drained(); }

std::string MockHandler::on_rejected(http::ServerSession& session, const wire::Rejection& rejection) {
  session_ = &session;
  Attempt attempt;
  attempt.status = rejection.status;
  log_attempt(std::move(attempt));
  const LayOutContext context{true, attempt_->n, desk_->settings.api.tag};
  const ApiError error{rejection.status, std::string(rejection.reason)};
  std::string text = joined(lay_out(error_answer(error), Fault{}, context));
  settle(AttemptEnd::Rejected);
  return text;
}

}  // namespace jurymast::mock
