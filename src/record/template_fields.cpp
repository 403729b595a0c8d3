#include "record/rendering.hpp"

namespace jurymast::record {
namespace {

using enum FieldType;

std::vector<TemplateField> fields_of_a() {
  return {{"run_id", Text, "id of the record"},
          {"api_family_checked", Text, "the API family", {"chat-completions", "responses"}},
          {"status_class", Text, "how the last attempt ended on the wire", {"2xx", "4xx"}},
          {"response_object_category", Text, "the answer's documented category; `not_returned` where there was no answer"},
          {"retry_attempts_used", Integer, "requests beyond the first"},
          {"fallback_decision", Text, "the gate's verdict; `hold` where none was given", {"promote", "hold", "investigate"}},
          {"evidence_links_attached", List, "pages that support the record"},
          {"operator_notes", Text, "sanitized"}};
}

std::vector<TemplateField> fields_of_b() {
  return {{"check_id", Text, "id of the record"},
          {"endpoint_family", Text, "the API family", {"chat-completions", "responses"}},
          {"request_contract_version", Text, "the documentation it was held against; `unknown` where none was"},
          {"status_class", Text, "how the last attempt ended on the wire", {"2xx", "4xx", "5xx"}},
          {"fallback_taken", Boolean, "whether another target than the primary was asked"},
          {"retry_count", Integer, "requests beyond the first"},
          {"backoff_policy_seen", Boolean, "whether a wait between two attempts was seen"},
          {"parser_result", Text, "whether the answer could be read and fits the route's rules", {"accepted", "rejected"}},
          {"operator_decision", Text, "what was made of it", {"pass", "fail", "investigate"}},
          {"evidence_links", List, "pages that support the record"}};
}

std::vector<TemplateField> fields_of_c() {
  return {{"review_date", Text, "the day, UTC"},
          {"operator", Text, "initials or role; `unknown` where the record names none"},
          {"environment", Text, "where it was sent", {"CANARY", "STAGING"}},
          {"endpoint_family", Text, "the API family", {"CHAT_COMPLETIONS", "RESPONSES"}},
          {"model_reference", Text, "always the placeholder", {"<MODEL_ID>"}},
          {"request_type", Text, "what the check was made to show", {"HAPPY_PATH", "ERROR_PATH"}},
          {"status_class", Text, "how the last attempt ended on the wire", {"2XX", "4XX", "5XX", "NETWORK_ERROR"}},
          {"response_id_present", Text, "whether the answer had an id", {"TRUE", "FALSE", "NOT_RETURNED"}},
          {"response_object_type", Text, "the answer's documented category, or `NOT_RETURNED`"},
          {"usage_field_present", Text, "whether usage was returned", {"TRUE", "FALSE", "NOT_RETURNED"}},
          {"retry_decision", Text, "what was decided about sending it again", {"NO_RETRY", "SINGLE_RETRY", "ESCALATE"}},
          {"fallback_decision", Text, "where the rollout stands", {"KEEP_PRIMARY", "ROUTE_CANARY", "ROLL_BACK", "ESCALATE"}},
          {"evidence_links", List, "pages that support the record"},
          {"notes", Text, "sanitized"}};
}

std::vector<TemplateField> fields_of_d() {
  return {{"run_id", Text, "id of the record"},
          {"checked_at", Text, "RFC 3339, UTC"},
          {"source_url", Text, "the page it was held against; `unknown` where none was"},
          {"request_family", Text, "the API family", {"chat-completions", "responses"}},
          {"status_class", Text, "how the last attempt ended on the wire", {"2xx", "4xx", "5xx"}},
          {"response_family", Text, "what kind of answer it was", {"parseable-response", "classified-error"}},
          {"retry_attempt_count", Integer, "requests beyond the first"},
          {"fallback_decision", Text, "the gate's verdict; `hold` where none was given", {"promote", "hold", "investigate"}},
          {"operator_result", Text, "what was made of it; `investigate` is a fail with a note", {"pass", "fail"}},
          {"notes", Text, "sanitized"}};
}

std::vector<TemplateField> fields_of_e() {
  return {{"request_timestamp", Text, "RFC 3339, UTC"},
          {"request_id", Text, "id of the record"},
          {"tenant", Text, "the configured name of the caller's key, or `unknown`"},
          {"route", Text, "the route, or `unknown`"},
          {"primary_model", Text, "the model configured at the primary, or `unknown`"},
          {"actual_model", Text, "the model that was requested last; `none` where nothing was sent, or `unknown`"},
          {"fallback_model", Text, "the model requested of a fallback; `none` where none was asked, or `unknown`"},
          {"fallback_reason", Text, "why a fallback was asked; `none` where none was"},
          {"retry_count", Integer, "requests beyond the first"},
          {"client_timeout", Text, "what the caller said it would wait, with its unit, or `unknown`"},
          {"status", Text, "the last attempt's status, or the class of what came instead"},
          {"latency_ms", Integer, "from admission to the end"},
          {"parse_result", Text, "whether the answer could be read", {"accepted", "rejected", "not_returned", "unknown"}},
          {"output_validation", Text, "what the route's rules said of the answer; `not_checked` where there are none"},
          {"tokens", Counts, "tokens in and out; empty where none were returned"},
          {"flags", FieldType::Labels, "features and their state; empty where they are not known"},
          {"deployment_version", Text, "of the gateway, or `unknown`"}};
}

}  // namespace

std::vector<TemplateField> fields_of(Template form) {
  switch (form) {
    case Template::A:
      return fields_of_a();
    case Template::B:
      return fields_of_b();
    case Template::C:
      return fields_of_c();
    case Template::D:
      return fields_of_d();
    case Template::E:
      return fields_of_e();
  }
  return {};
}

std::string_view purpose_of(Template form) {
  constexpr std::array<std::string_view, kTemplateNames.size()> kPurposes{
      "a quality gate's sanitized log record", "a failure-pattern review's check", "an evidence checklist's entry",
      "a telemetry review's smoke test", "the logging fields that an incident review preserves"};
  return kPurposes[static_cast<std::size_t>(form)];
}

RenderingFormat format_of(Template form) { return form == Template::C ? RenderingFormat::Yaml : RenderingFormat::Json; }

}  // namespace jurymast::record
