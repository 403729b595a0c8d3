#include <fmt/format.h>

#include "record/rendering.hpp"
#include "record/rendering_words.hpp"

namespace jurymast::record {
namespace {

std::string client_timeout(const JoinedView& view) {
  return view.client_timeout_ms ? fmt::format("{}ms", *view.client_timeout_ms) : std::string(kNotKnown);
}

std::string output_validation(const std::string& output) {
  if (output == "none") return "pass";
  if (output == "not_checked" || output == "undecided" || output == kNotKnown) return output;
  return "fail:" + output;
}

NamedCounts tokens(const JoinedView& view) {
  if (!view.tokens) return {};
  return {{"in", view.tokens->first}, {"out", view.tokens->second}};
}

}  // namespace

Rendering render_e(const JoinedView& view) {
  return conformed(Template::E, {{"request_timestamp", to_rfc3339(view.at)},
                                 {"request_id", view.id},
                                 {"tenant", or_unknown(view.client)},
                                 {"route", or_unknown(view.route)},
                                 {"primary_model", or_unknown(view.primary_model)},
                                 {"actual_model", or_unknown(view.actual_model)},
                                 {"fallback_model", or_unknown(view.fallback_model)},
                                 {"fallback_reason", or_unknown(view.fallback_reason)},
                                 {"retry_count", count_or_unknown(view.retries)},
                                 {"client_timeout", client_timeout(view)},
                                 {"status", or_unknown(view.status)},
                                 {"latency_ms", count_or_unknown(view.latency_ms)},
                                 {"parse_result", std::string(name_of(view.read))},
                                 {"output_validation", output_validation(view.output)},
                                 {"tokens", tokens(view)},
                                 {"flags", view.flags},
                                 {"deployment_version", or_unknown(view.build)}});
}

}  // namespace jurymast::record
