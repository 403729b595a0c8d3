#include <algorithm>

#include "proxy/operation.hpp"

namespace jurymast::proxy {

void Operation::read_events(std::string_view piece) {
  relay_->feed(piece, plane_.scratch);
  if (relay_->take_progress()) content_seen();
  if (assembler_) charge_memory();
  deliver_signals();
}

void Operation::deliver_signals() {
  // The exchange may close this attempt while the signals are being told; then the rest of them is void.
  const std::uint8_t attempt = attempt_;
  for (const StreamRelay::Signal signal : std::vector<StreamRelay::Signal>(relay_->signals())) {
    if (exchange_.finished() || !call_ || attempt != attempt_) return;
    switch (signal) {
      case StreamRelay::Signal::Content: drive(policy::event::Content{}); break;
      case StreamRelay::Signal::Terminal:
        remember_state();
        drive(policy::event::Terminal{relay_->facts().finish, relay_->content_before_terminal()});
        break;
      case StreamRelay::Signal::Error:
        if (!relay_->error_object().empty()) kept_errors_.push_back({attempt_, relay_->error_object()});
        drive(policy::event::StreamError{relay_->facts().error});
        break;
      case StreamRelay::Signal::Done: drive(policy::event::BodyComplete{relay_->facts()}); break;
      case StreamRelay::Signal::Malformed: drive(policy::event::MalformedData{}); break;
    }
  }
  if (exchange_.finished() || !call_ || attempt != attempt_ || forwarding_) return;
  if (!relay_->hold()) return drive(policy::event::MalformedData{});
}

void Operation::charge_memory() {
  memory_.set(input_.body.size() + request_body_.held_bytes() + held_.size() + (assembler_ ? assembler_->held_bytes() : 0));
}

bool Operation::grow_held(std::string_view piece, std::size_t limit) {
  const std::size_t room = limit - std::min(limit, held_.size());
  held_.append(piece.substr(0, room));
  charge_memory();
  if (plane_.shared.memory.over(snapshot().server.memory_max)) return false;
  return piece.size() <= room;
}

void Operation::deliver_answer() {
  held_.reserve(held_.size() + wire::PaddedText::kPadding);
  facts_ = wire::read_answer(input_.facts.family, {held_}, plane_.scratch);
  if (input_.kind == OperationKind::Stored && facts_.parsed && (facts_.id_present || !facts_.error.present)) {
    // What the provider keeps is what was asked for: an answer that failed or was cancelled, a deletion's receipt, a list of items.
    facts_.error = {};
    facts_.finish = wire::FinishState::Stop;
    facts_.object_matches = facts_.required_present = facts_.has_content = facts_.finished = true;
  }
  if (facts_.error.present) keep_error(wire::read_error_body({held_}, plane_.scratch));
  remember_state();
  drive(policy::event::BodyComplete{facts_});
}

void Operation::deliver_error(bool whole) {
  held_.reserve(held_.size() + wire::PaddedText::kPadding);
  reading_ = Reading::Nothing;
  policy::event::ErrorBody event;
  event.html = upstream_content_ == wire::ContentKind::Html;
  if (whole) {
    wire::ErrorBody body = wire::read_error_body({held_}, plane_.scratch);
    keep_error(body);
    event.parsed = body.parsed;
    event.facts = std::move(body.facts);
  }
  drive(event);
}

void Operation::keep_error(const wire::ErrorBody& body) {
  const wire::TextSpan& object = body.error_object;
  if (!object.present() || object.size > limits::kErrorBodyBytesMax) return;
  kept_errors_.push_back({attempt_, held_.substr(object.offset, object.size)});
}

void Operation::remember_state() {
  if (input_.facts.family != Family::Responses || !of_caller()) return;
  const wire::AnswerFacts& facts = reading_ == Reading::Events ? relay_->facts() : facts_;
  if (facts.id.empty()) return;
  plane_.shared.callers.remember_state(facts.id, target().slot, plane_.now());
  if (!input_.request.conversation.empty()) {
    plane_.shared.callers.remember_state(input_.request.conversation, target().slot, plane_.now());
  }
}

}  // namespace jurymast::proxy
