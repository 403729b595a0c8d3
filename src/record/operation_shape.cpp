#include "record/operation_shape.hpp"

#include "base/failure_class.hpp"
#include "base/family.hpp"
#include "base/output_fault.hpp"
#include "record/check_words.hpp"
#include "record/shape_words.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::record {
namespace {

using enum MemberType;

std::vector<Member> admission_members() {
  return {{"breaker", Word, "the breaker's state", "`closed`", list(kBreakerStateNames)},
          {"epoch", Count, "how often the breaker has opened", "0"},
          {"tokens", Count, "what the retry budget held, in thousandths", {}},
          {"tokens_after", Count, "what it held afterwards", "the same"},
          {"pause_us", Count, "what was left of a pause", "0"},
          {"in_flight", Count, "requests running there", {}},
          {"limit", Count, "how many may run there at once", {}},
          {"probe", Flag, "it was let in to find out", "false"}};
}

std::vector<Member> attempt_members() {
  return {{"n", Count, "its number, from 1", {}},
          {"target", Identifier, "the target's name", {}},
          {"class", Word, "how it was classified", {}, list(kFailureClassNames)},
          {"status", Count, "HTTP status", "no response head"},
          {"code", Identifier, "the upstream's error code where it is on the list of known words, else `other`", "none"},
          {"type", Identifier, "its error type, likewise", "none"},
          {"next", Word, "what followed", "`final`", list(kNextStepNames)},
          {"retry", Word, "what was decided about sending it again", "`no_retry`", list(kRetryDecisionNames)},
          {"backoff_us", Count, "the wait planned before it", "0"},
          {"waited_us", Count, "the wait there was", "0"},
          {"retry_after_ms", Count, "as the upstream said", "not said"},
          {"at_us", Count, "when it began, since admission", "0"},
          {"elapsed_us", Count, "how long it took", {}},
          {"first_content_us", Count, "until the first content, since it was sent", "none came, or not a stream"},
          {"reused", Flag, "over a kept connection", "false"},
          {"maybe_executed", Flag, "the upstream may have done the work although no answer came", "false"},
          {"output", Word, "what the route's rules said of the answer", "not checked", list(kOutputFaultNames)},
          {"prompt_variant", Identifier, "the target's own system prompt, by name", "the request's"},
          {"corrected", Flag, "with the corrective instruction", "false"},
          {"degraded", Flag, "in its degraded form", "false"},
          {"admission", Object, "what the fleet answered when it asked to be let in", {}, {}, admission_members()}};
}

std::vector<Member> answer_members() {
  return {
      {"object", Identifier, "the documented category", "not the one of its family"},
      {"finish", Identifier, "why it ended", "not said"},
      {"parsed", Flag, "false: it could not be read", "true"},
      {"id", Flag, "false: it had no id", "true"},
      {"frames", Count, "events of a stream", "0"},
      {"terminated", Word, "whether a stream's end was proved", "not a stream", list(kReturnedNames)},
      {"model_substituted", Word, "whether the returned model is another than the requested one", "`false`", list(kReturnedNames)},
      {"model_returned", Identifier, "the model that the answer named", "it named none, or one that is not written down"},
      {"model_returned_unprintable", Flag,
       "the answer named a model in more than 80 characters, or in other ones than names are made of", "false"},
      {"tokens_in", Count, "as usage says", "no usage was returned"},
      {"tokens_out", Count, "as usage says", "no usage was returned"},
      {"skipped", Count, "malformed events that were passed over", "0"}};
}

std::vector<Member> passed_over_members() {
  return {{"target", Identifier, "its name", {}}, {"denial", Word, "why it was not asked", {}, list(kDenialNames)}};
}

std::vector<Member> condition_members() {
  std::vector<Member> members;
  for (const std::string_view name : kConditionNames) members.push_back({name, Word, "", {}, list(kTriNames)});
  return members;
}

std::vector<Member> start_members() {
  return {{"id", Id, "the caller got it as `x-request-id`, the upstream too", {}},
          {"ts", Time, "when it was admitted", {}},
          {"config",
           Count,
           "version of the configuration; the nearest `snapshot` of that version before it says what its names stand for",
           {}},
          {"route", Identifier, "name from the configuration", "refused before it was known"},
          {"model_alias", Identifier, "what the client asked for: the entry of the route's `match` that its model fits",
           "no model was asked for, or refused before it was known"},
          {"client", Identifier, "name from the configuration", "refused before it was known, or no client's: a probe"},
          {"family", Word, "the API family", {}, list(kFamilyNames)},
          {"streamed", Flag, "a stream was asked for", "false"},
          {"primary", Identifier, "the route's first target", "no route"},
          {"risk", Identifier, "as configured", "`low`"},
          {"bytes_in", Count, "size of the request's body", "0"},
          {"caller_id", Hash, "of the id that the caller gave; `jurymast log show --request-id` finds it", "none was given"},
          {"body_id", Hash, "of the body", "no `caller_id`"},
          {"replay", Flag, "the caller's own retry", "false"},
          {"replay_of", Id, "the operation that was tried again", "not known"},
          {"client_timeout_ms", Count, "what the caller said it would wait", "not said"},
          {"unit", Hash, "of whom it was drawn for, in a sticky rollout", "it was drawn for itself"},
          {"shadow_of", Id, "the caller's operation of which this is the copy", "it is no shadow"}};
}

std::vector<Member> decision_members() {
  return {
      {"outcome", Word, "how it ended for the client; of what is interrupted nothing below stands but how it was drawn", {}, list(kOutcomeNames)},
      {"status", Count, "what the client was told; 499 where it had left", "interrupted"},
      {"class", Word, "how it was classified; `ok` where it was served", "a refusal", list(kFailureClassNames)},
      {"refusal", Word, "why Jurymast refused", "not refused", refusal_names()},
      {"arm", Word, "the part of the traffic it belongs to", "`control`", list(kArmNames)},
      {"weight_ppm", Count, "the share of requests that was drawn to the canary, in millionths", "no draw took place"},
      {"assigned", Identifier, "the target that it was drawn to", "no draw took place"},
      {"not_drawn", Word, "why it was not eligible for the draw that stood for its route; `weight_ppm` is a share of the others",
       "it was drawn, or no draw stood", list(kNotDrawnNames)},
      {"decision", Word, "what was done with it", "`keep_primary`", list(kRouteDecisionNames)},
      {"served_by", Identifier, "the target whose bytes the client got", "nobody"},
      {"committed", Flag, "content had begun to reach the client", "false, or `outcome` is `complete`"},
      {"fallback_taken", Flag, "another target than the one it went to first was asked", "false"},
      {"fallback_refused", Flag, "a fallback stood and a condition forbade it", "false"},
      {"fallback_class", Word, "the failure that led there", "no fallback, or a denial led there", list(kFailureClassNames)},
      {"fallback_denial", Word, "the denied admission that led there", "no fallback, or a failure led there", list(kDenialNames)},
      {"conditions", Object, "every condition of a fallback by name", "no fallback was considered", {}, condition_members()},
      {"blocked_by", Words, "the conditions that kept a fallback from serving", "none did", list(kConditionNames)},
      {"unproven", Words, "the unknown conditions that a fallback went past", "none", list(kConditionNames)},
      {"queued_us", Count, "waited for a pause to end", "0"},
      {"final", Flag, "the answer said `x-should-retry: false`", "false"},
      {"retry_after_s", Count, "the time the answer named", "none"},
      {"breaker_bypassed", Flag, "no breaker was asked", "false"},
      {"maybe_executed", Flag, "some attempt may have been carried out although no answer came", "false"},
      {"corrective", Identifier, "the corrective instruction of its attempts, by name", "none"},
      {"degraded", Identifier, "the degraded form of its attempts, by name", "none"},
      {"attempts", Objects, "at most 6", "nothing was sent", {}, attempt_members()},
      {"passed_over", Objects, "targets that were not asked", "none", {}, passed_over_members()}};
}

std::vector<Member> end_members() {
  return {{"model_requested", Identifier, "the model that the last attempt asked its target for",
           "nothing was sent, or no model is named there, or one that is not written down"},
          {"model_requested_unprintable", Flag,
           "the client's own name for the model was passed on, and is longer than 80 characters or has other ones than names are "
           "made of",
           "false"},
          {"answer", Object, "the answer's shape", "none was read", {}, answer_members()},
          {"usage_added", Flag, "`include_usage` was put in, and its chunk taken out again", "false"},
          {"adapted", Identifiers,
           "what the last attempt's body needed changed: `system_replaced`, `corrective_added`, `turns_dropped`, `tools_dropped`, "
           "`token_limit_set`, `token_limit_renamed`, `member_set`, `member_removed`",
           "nothing"},
          {"bytes_out", Count, "size of what was sent back", "0"},
          {"first_content_ms", Count, "from admission", "none came, or not a stream"},
          {"latency_ms", Count, "from admission to the end", "interrupted"}};
}

}  // namespace

KindShape operation_shape() {
  KindShape shape{"operation", "one request of a client", start_members()};
  for (auto part : {decision_members(), end_members()}) {
    shape.members.insert(shape.members.end(), part.begin(), part.end());
  }
  return shape;
}

}  // namespace jurymast::record
