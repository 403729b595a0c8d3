#pragma once
#include <cstdint>
#include <optional>

#include "base/failure_class.hpp"
#include "base/family.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "policy/snapshot.hpp"
#include "record/operation.hpp"

namespace jurymast::policy {

/// Why an attempt is wanted; only an operation's first attempt at a target is free of charge.
enum class AttemptKind : unsigned char { Arrival, Retry, StaleReplay };

/// Whether an arrival may be the one request that finds out if a breaker can close. A request that must not be done in vain waits for
/// another to find out, but not for ever: where nothing else comes, the target would stay lost.
enum class Probing : unsigned char { Welcome, LastResort, Never };

/// For whom an attempt is wanted. A probe with a ticket is answered as a caller would be and takes nothing; one that is forced to its target
/// is to find out what breakers only suppose, so these do not stop it.
enum class AskedFor : unsigned char { Caller, NaturalProbe, ForcedProbe };

/// One question to the fleet: may this attempt be made?
struct AdmissionAsk {
  const Target* target = nullptr;
  Family family = Family::ChatCompletions;
  AttemptKind kind = AttemptKind::Arrival;
  Probing probing = Probing::Welcome;
  AskedFor asked_for = AskedFor::Caller;
  bool has_alternative = false;  ///< another target could serve, so the ramp may turn this one away
  bool charge = true;            ///< false: the token was taken when the retry was decided
  bool take_place = true;        ///< false: only the decision is made now, the place is taken when it starts
  MonotonicTime starts_at;       ///< when the attempt would be sent; a pause that ends before does not stand in its way
};

/// The fleet's answer. Where `denial` is None and a place was asked for, the caller holds it until settle(); a probe holds none.
struct Admission {
  record::Denial denial = record::Denial::None;
  record::AdmissionFacts facts;
  std::uint32_t credential_epoch = 0;
  bool credential_probe = false;            ///< let in to find out whether the credential is accepted again
  std::optional<MonotonicTime> open_again;  ///< when the denial is expected to end, if known

  bool admitted() const { return denial == record::Denial::None; }
};

/// How an attempt ended, as far as breaker, budget, pauses and places care.
struct Settlement {
  const Target* target = nullptr;
  Family family = Family::ChatCompletions;
  FailureClass failure_class = FailureClass::Ok;
  std::uint32_t breaker_epoch = 0;
  bool probe = false;
  std::uint32_t credential_epoch = 0;
  bool credential_probe = false;
  bool streamed = false;          ///< a stream that came to its first content, or waited in vain for it
  bool slow_first_token = false;
  std::optional<Duration> pause;  ///< what the upstream asked for, unclamped; for rate limits and 503 with Retry-After
  std::uint16_t http_status = 0;
  bool synthetic = false;  ///< of a probe with a ticket: no more than a 429's pause is learned from it
  bool shadow = false;     ///< nothing is learned from it
};

/// What an exchange asks of the state that all exchanges share. Each call is short and holds no lock across a wait.
class FleetPort {
 public:
  virtual ~FleetPort() = default;
  /// Asks in the order credential, breaker, pause, in flight, budget; the first that denies is the answer.
  virtual Admission admit(const AdmissionAsk& ask, MonotonicTime now, Random& random) = 0;
  /// Gives the place back and counts the result. Exactly one call for each admission that took a place.
  virtual void settle(const Settlement& settlement, MonotonicTime now, Random& random) = 0;
};

}  // namespace jurymast::policy
