#include "policy/credential_breaker.hpp"

#include "policy/class_table.hpp"

namespace jurymast::policy {
namespace {

/// True if the provider looked past the credential; an overload or a cut says nothing about it.
bool shows_accepted(FailureClass failure_class) {
  return row_of(failure_class).breaker == BreakerEffect::Good || failure_class == FailureClass::RateLimited ||
         failure_class == FailureClass::QuotaExhausted;
}

}  // namespace

CredentialBreaker::Answer CredentialBreaker::ask(AttemptKind kind, MonotonicTime now) const {
  if (!open_) return {};
  if (kind == AttemptKind::Arrival && !probe_in_flight_ && now >= next_probe_) return {false, true, now};
  return {true, false, next_probe_};
}

void CredentialBreaker::begin_probe(MonotonicTime now) {
  probe_in_flight_ = true;
  next_probe_ = now + kCredentialProbeInterval;
}

void CredentialBreaker::settle(const Settlement& settlement, MonotonicTime now) {
  // An attempt from before the last change speaks of a credential that may have been replaced since.
  if (settlement.credential_epoch != epoch_) return;
  if (settlement.credential_probe) probe_in_flight_ = false;
  if (row_of(settlement.failure_class).breaker == BreakerEffect::OpensCredential) {
    if (open_) return;
    open_ = true;
    ++epoch_;
    next_probe_ = now + kCredentialProbeInterval;
  } else if (open_ && settlement.credential_probe && shows_accepted(settlement.failure_class)) {
    clear();
  }
}

void CredentialBreaker::clear() {
  open_ = false;
  probe_in_flight_ = false;
  ++epoch_;
}

}  // namespace jurymast::policy
