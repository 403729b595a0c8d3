#pragma once
#include "policy/class_table.hpp"
#include "policy/request_facts.hpp"
#include "policy/snapshot.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::policy {

/// What may have become of a request whose attempt failed.
struct ResendFacts {
  bool sent = false;        ///< anything of it may have left
  bool error_said = false;  ///< an explicit error, by status or in the body, says that it was not executed
  bool stale = false;       ///< the connection had been idle and closed without a byte
  bool stateful = false;
  bool stored = false;      ///< the provider keeps what it made, and the route forbids doing that twice
  bool side_effects = false;
};

/// True if sending the request again cannot do its work twice, as far as its route cares.
bool resend_is_safe(const ResendFacts& facts);

/// What is known when the step after a failed attempt is planned.
struct PlanInput {
  const ClassRow& row;
  bool class_permitted = false;  ///< the next target may be asked although the row says no
  bool resend_safe = true;
  bool same_target_useless = false;  ///< it would fail the same way: a bad certificate, a forbidden address
  bool probe = false;                ///< one probe is one request
  unsigned attempts_left = 0;
  unsigned attempts_left_here = 0;
  unsigned class_retries_here = 0;   ///< retries already made at this target because of a class
  unsigned targets_left = 0;         ///< not tried yet, and able to serve this request
};

/// The order of what may follow: a retry at the same target, then the next target, else the end.
struct Plan {
  bool same_target = false;
  bool next_target = false;
  record::RetryDecision retry = record::RetryDecision::NoRetry;  ///< why the same target is, or is not, asked again
};

/// Plans by class, caps and safety alone; tokens, pauses and time are asked when the plan is carried out.
Plan plan_after(const PlanInput& input);

}  // namespace jurymast::policy
