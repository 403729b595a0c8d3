#include "sim/recorded_events.hpp"

#include <algorithm>

namespace jurymast::sim {
namespace {

using namespace policy;

constexpr int kFirstErrorStatus = 300;
constexpr int kOk = 200;

/// The words of the error object; those that decide a class and are never recorded are put back.
wire::ErrorFacts error_words(const RecordedAttempt& attempt) {
  wire::ErrorFacts facts;
  facts.present = attempt.failure_class != FailureClass::WrongSurface;
  facts.code = attempt.code;
  facts.type = attempt.type;
  if (attempt.failure_class == FailureClass::ModelNotFound && facts.code.empty()) facts.param = "model";
  if (attempt.failure_class == FailureClass::StateMissing && facts.code.empty()) facts.param = "previous_response_id";
  return facts;
}

/// An error object in the clothes of a success: where its words were not recorded, the status that says the same stands in.
wire::ErrorFacts error_in_body(const RecordedAttempt& attempt) {
  wire::ErrorFacts facts = error_words(attempt);
  facts.present = true;
  if (!facts.code.empty() || !facts.type.empty()) return facts;
  switch (attempt.failure_class) {
    case FailureClass::RateLimited:
      facts.numeric_code = 429;
      break;
    case FailureClass::QuotaExhausted:
      facts.numeric_code = 402;
      break;
    case FailureClass::Overloaded:
      facts.numeric_code = 503;
      break;
    case FailureClass::Auth:
      facts.numeric_code = 401;
      break;
    case FailureClass::Permission:
      facts.numeric_code = 403;
      break;
    case FailureClass::InvalidRequest:
      facts.numeric_code = 400;
      break;
    case FailureClass::WrongSurface:
      facts.numeric_code = 405;
      break;
    default:
      facts.numeric_code = 500;
      break;
  }
  return facts;
}

wire::AnswerFacts whole_answer() {
  wire::AnswerFacts facts;
  facts.parsed = facts.object_matches = facts.required_present = facts.finished = facts.id_present = facts.has_content = true;
  facts.finish = wire::FinishState::Stop;
  return facts;
}

/// Puts events in order, none before the one that it follows.
class Telling {
 public:
  explicit Telling(const RecordedAttempt& attempt, bool streamed) : attempt_(attempt), streamed_(streamed) {}

  std::vector<TimedEvent> tell() {
    switch (attempt_.failure_class) {
      case FailureClass::NetworkDns:
        at_end(event::Failed{event::FailureKind::Dns});
        break;
      case FailureClass::NetworkConnect:
        at_end(event::Failed{event::FailureKind::Connect});
        break;
      case FailureClass::TimeoutConnect:
        break;
      case FailureClass::NetworkTls:
        at(Duration(0), event::Dialed{});
        at_end(event::Failed{event::FailureKind::Tls});
        break;
      default:
        tell_sent();
    }
    return std::move(events_);
  }

 private:
  void at(Duration after, Event event) { events_.push_back({after, std::move(event)}); }
  void at_end(Event event) { at(attempt_.elapsed, std::move(event)); }

  void tell_sent() {
    if (!attempt_.reused) at(Duration(0), event::Dialed{});
    at(Duration(0), event::Connected{attempt_.reused});
    at(Duration(0), event::RequestSent{});
    if (attempt_.failure_class == FailureClass::NetworkReset) return at_end(event::Failed{event::FailureKind::Reset, true, false});
    if (attempt_.status >= kFirstErrorStatus) return tell_error();
    const bool answered = attempt_.status != 0 || attempt_.failure_class == FailureClass::Ok;
    if (answered || attempt_.first_content) tell_answer();
    // Nothing came: a clock ended it, or the caller.
    if (!answered && !attempt_.first_content) tell_silence();
  }

  void tell_silence() {
    if (attempt_.failure_class == FailureClass::Truncated || attempt_.failure_class == FailureClass::Malformed) {
      at_end(event::Failed{event::FailureKind::Framing, true, true});
    } else if (!is_of_clock()) {
      tell_head(attempt_.elapsed);
      at_end(event::BodyComplete{});
    }
  }

  bool is_of_clock() const {
    switch (attempt_.failure_class) {
      case FailureClass::TimeoutFirstToken:
      case FailureClass::TimeoutStall:
      case FailureClass::TimeoutTotal:
      case FailureClass::Cancelled:
        return true;
      default:
        return false;
    }
  }

  void tell_error() {
    event::Head head;
    head.status = attempt_.status;
    const bool page = attempt_.failure_class == FailureClass::WrongSurface;
    head.content = page ? wire::ContentKind::Html : wire::ContentKind::Json;
    head.hints.retry_after = attempt_.retry_after;
    at_end(head);
    at_end(event::ErrorBody{.parsed = !page, .html = page, .facts = error_words(attempt_)});
  }

  void tell_head(Duration after) {
    event::Head head;
    head.status = kOk;
    head.content = streamed_ ? wire::ContentKind::EventStream : wire::ContentKind::Json;
    at(after, head);
  }

  void tell_answer() {
    const bool content = streamed_ && (attempt_.first_content || attempt_.failure_class == FailureClass::Ok);
    const Duration first = std::min(attempt_.first_content.value_or(attempt_.elapsed), attempt_.elapsed);
    tell_head(content ? first : attempt_.elapsed);
    if (content) at(first, event::Content{});
    if (is_of_clock()) return;
    if (streamed_) return tell_stream_end(content);
    tell_body();
  }

  void tell_stream_end(bool content) {
    switch (attempt_.failure_class) {
      case FailureClass::Ok:
      case FailureClass::OutputInvalid:
      case FailureClass::ContractMismatch:
        at_end(event::Terminal{wire::FinishState::Stop, true});
        return at_end(event::BodyComplete{});
      case FailureClass::Empty:
        return at_end(event::Terminal{wire::FinishState::Stop, false});
      case FailureClass::Truncated:
        return at_end(event::Failed{event::FailureKind::EndOfFile, true, true});
      case FailureClass::Malformed:
        return at_end(event::MalformedData{});
      default:
        break;
    }
    // Before any content an error object may stand as well in the body of another kind.
    if (content || attempt_.failure_class != FailureClass::WrongSurface) return at_end(event::StreamError{error_in_body(attempt_)});
    at_end(event::ErrorBody{.parsed = false, .html = true, .facts = {}});
  }

  void tell_body() {
    wire::AnswerFacts facts = whole_answer();
    switch (attempt_.failure_class) {
      case FailureClass::Ok:
      case FailureClass::OutputInvalid:
        break;
      case FailureClass::ContractMismatch:
        facts.object_matches = attempt_.output_fault == OutputFault::MissingField;
        break;
      case FailureClass::Empty:
        facts.has_content = false;
        break;
      case FailureClass::Truncated:
        return at_end(event::Failed{event::FailureKind::EndOfFile, true, true});
      case FailureClass::Malformed:
        facts.parsed = false;
        break;
      default:
        facts.error = error_in_body(attempt_);
    }
    at_end(event::BodyComplete{facts});
  }

  const RecordedAttempt& attempt_;
  bool streamed_;
  std::vector<TimedEvent> events_;
};

}  // namespace

std::vector<TimedEvent> events_of(const RecordedAttempt& attempt, bool streamed) { return Telling(attempt, streamed).tell(); }

}  // namespace jurymast::sim
