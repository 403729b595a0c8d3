#include "proxy/probe_desk.hpp"

#include <algorithm>
#include <utility>

namespace jurymast::proxy {
namespace {

tl::unexpected<Error> differs(std::string_view member, const FinishedProbe& probe) {
  return fail(Code::Denied, "`{}` is not what the record of operation {} says; send what was seen", member, probe.id.to_string());
}

/// The first member of the question that the ticket does not say.
std::optional<std::string_view> other_question(const record::ProbeQuestion& question, const FinishedProbe& probe) {
  const bool natural = probe.ticket.target.empty();
  if (question.run != probe.ticket.run) return "run";
  if (question.check != probe.ticket.check) return "check";
  if (question.route != probe.ticket.route) return "route";
  if (question.target != probe.target) return "target";
  if (question.fault != probe.ticket.fault) return "fault";
  if (natural != (question.routing == record::ProbeRouting::Natural)) return "routing";
  return std::nullopt;
}

/// Without a response head there is no upstream's status: then the record has none, or what the caller was told.
bool status_agrees(const std::optional<std::uint64_t>& said, const FinishedProbe& probe) {
  if (probe.last_status != 0) return said == probe.last_status;
  return !said || *said == probe.told_status;
}

/// What the gateway itself refused has no class; it was no success.
bool class_agrees(FailureClass said, const FinishedProbe& probe) {
  return probe.failure_class ? said == *probe.failure_class : said != FailureClass::Ok;
}

/// An error's answer came from the last target asked, and served nobody.
bool answered_by_agrees(std::string_view said, const FinishedProbe& probe) {
  if (!probe.served_by.empty()) return said == probe.served_by;
  return said.empty() || said == probe.last_target;
}

std::optional<std::string_view> other_answer(const record::ProbeAnswer& answer, const FinishedProbe& probe) {
  if (answer.attempts != probe.attempts) return "attempts";
  if (!status_agrees(answer.status, probe)) return "status";
  if (!class_agrees(answer.failure_class, probe)) return "class";
  if (!answered_by_agrees(answer.answered_by, probe)) return "answered_by";
  return std::nullopt;
}

}  // namespace

void ProbeDesk::forget_the_past(MonotonicTime now) {
  while (!out_.empty() && out_.begin()->second <= now) out_.erase(out_.begin());
  for (auto& [target, times] : given_) {
    while (!times.empty() && times.front() + kProbeWindow <= now) times.pop_front();
  }
  std::erase_if(given_, [](const auto& entry) { return entry.second.empty(); });
}

tl::expected<std::string, Duration> ProbeDesk::give(ProbeTicket ticket, std::string_view target, MonotonicTime now) {
  if (key_.empty()) return tl::unexpected(kTicketTimeMax);
  {
    const std::lock_guard lock(mutex_);
    forget_the_past(now);
    if (out_.size() >= kTicketsOutMax) return tl::unexpected(out_.begin()->second - now);
    auto& times = given_[std::string(target)];
    if (times.size() >= kProbesPerWindowMax) return tl::unexpected(times.front() + kProbeWindow - now);
    times.push_back(now);
    ticket.nonce = next_nonce_++;
    ticket.expires = now + kTicketTimeMax;
    out_.emplace(ticket.nonce, ticket.expires);
  }
  return seal(ticket, key_.reveal());
}

tl::expected<ProbeTicket, Refusal> ProbeDesk::take(std::string_view text, MonotonicTime now) {
  if (key_.empty()) return tl::unexpected(Refusal::ProbeInvalid);
  auto ticket = unseal(text, key_.reveal());
  if (!ticket) return tl::unexpected(Refusal::ProbeInvalid);
  if (ticket->expires <= now) return tl::unexpected(Refusal::ProbeExpired);
  const std::lock_guard lock(mutex_);
  if (out_.erase(ticket->nonce) == 0) return tl::unexpected(Refusal::ProbeSpent);
  return std::move(*ticket);
}

void ProbeDesk::keep(FinishedProbe probe) {
  const std::lock_guard lock(mutex_);
  if (finished_.size() >= kFinishedProbesMax) finished_.pop_front();
  finished_.push_back(std::move(probe));
}

std::optional<std::string> ProbeDesk::record_of(OperationId id) const {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(finished_.begin(), finished_.end(), [&](const FinishedProbe& probe) { return probe.id == id; });
  if (found == finished_.end()) return std::nullopt;
  return found->line;
}

Result<void> ProbeDesk::claim(const record::ProbeRecord& record) {
  if (!record.question.operation) {
    return fail(Code::Denied, "`operation` is missing: a probe through the gateway names the operation that carried it");
  }
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(finished_.begin(), finished_.end(),
                                  [&](const FinishedProbe& probe) { return probe.id == *record.question.operation; });
  if (found == finished_.end()) {
    return fail(Code::Denied, "`operation` {} is no probe that this process served lately; run the check again",
                record.question.operation->to_string());
  }
  if (found->claimed) return fail(Code::Denied, "`operation` {} has its record already", found->id.to_string());
  if (const auto member = other_question(record.question, *found)) return differs(*member, *found);
  if (const auto member = other_answer(record.answer, *found)) return differs(*member, *found);
  found->claimed = true;
  return {};
}

}  // namespace jurymast::proxy
